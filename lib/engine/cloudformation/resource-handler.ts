import type { Instant } from '../clock';
import type { ResourceDefinition } from './template';

/** What a handler is asked to bring about. Intrinsic functions are resolved. */
export interface ResourceRequest {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly updatePolicy?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly stack: StackIdentity;
  /**
   * A name as CloudFormation makes one: stack, logical id, twelve characters; another one on each call.
   * @param maximumLength the longest name that the service takes @default 64
   */
  physicalName(maximumLength?: number): string;
}

export interface StackIdentity {
  readonly name: string;
  readonly id: string;
  readonly region: string;
  readonly account: string;
}

/** What a handler has brought about. */
export interface Created {
  /** What Ref gives. */
  readonly physicalId: string;
  /** What Fn::GetAtt gives, by attribute: `Arn`, `Endpoint.Address`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A resource of a stack as it stands. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly updatePolicy?: Readonly<Record<string, unknown>>;
  readonly definition: ResourceDefinition;
  /** Logical ids it waits for. */
  readonly dependencies: readonly string[];
}

/**
 * What a type of resource does. The clock stands still while a handler works; it may do real work, and must not wait in
 * virtual time. An error thrown fails the resource with its message.
 */
export interface ResourceHandler {
  create(request: ResourceRequest): Created | Promise<Created>;
  /** A physical id other than `previous.physicalId`, or `replaced`, means a replacement: the old one is deleted in the clean-up. */
  update(
    request: ResourceRequest,
    previous: StackResource,
  ): (Created & { readonly replaced?: boolean }) | Promise<Created & { readonly replaced?: boolean }>;
  delete(resource: StackResource): void | Promise<void>;
  /**
   * Starts a deployment that the operation waits for; `undefined`: none is needed, `update` is called. Asked for an alias
   * whose FunctionVersion changed under `UpdatePolicy.CodeDeployLambdaAliasUpdate`, and for any changed resource of
   * another type whose handler has it, such as an ECS service.
   */
  deploy?(
    request: ResourceRequest,
    previous: StackResource,
  ): StartedDeployment | undefined | Promise<StartedDeployment | undefined>;
  /** An attribute that `attributes` lacks. `undefined`: the type has no such attribute. */
  attribute?(resource: StackResource, name: string): unknown;
}

/** A deployment that CloudFormation waits for. */
export interface StartedDeployment {
  readonly id: string;
  /** Whose words the events use: CodeDeploy's are prefixed with ids, ECS' own are given as they are. @default 'CodeDeploy' */
  readonly controller?: 'CodeDeploy' | 'ECS';
  /** Calls the listener once, in a clock task, when the deployment has ended; its rollback deployment exists then. */
  onEnd(listener: (end: DeploymentEnd) => void): void;
  /** Stops it and rolls it back: the operation was cancelled. Absent: the operation waits for its end. */
  stop?(): void;
}

export interface DeploymentEnd {
  /** The message of its errorInformation, or why ECS rolled back; absent where it succeeded. */
  readonly failed?: string;
  readonly rollbackId?: string;
}

/** One line of a stack's events. */
export interface StackEvent {
  readonly at: Instant;
  readonly stack: string;
  /** The stack's name for events of the stack itself. */
  readonly logicalId: string;
  readonly type: string;
  /** CREATE_IN_PROGRESS … UPDATE_ROLLBACK_COMPLETE */
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
}
