import type { Instant, VirtualClock } from '../clock';
import type { ResourceHandler, ResourceRequest, StackEvent } from './resource-handler';
import type { RollbackConfiguration } from './rollback-triggers';
import type { Template } from './template';
import type { StackTimings } from './timings';

/** The world that a stack lives in. */
export interface StackPorts {
  readonly clock: VirtualClock;
  readonly region: string;
  readonly account: string;
  /** What a type of resource does. */
  handlerOf(type: string): ResourceHandler;
  emit(event: StackEvent): void;
  /** Fn::ImportValue: the value that another stack exports. */
  importOf?(name: string): unknown;
  /** The template of a nested stack, by its resolved properties (TemplateURL) and logical id. */
  nestedTemplate?(request: ResourceRequest): Template | undefined;
  /** The state of a rollback trigger's alarm, by ARN; `undefined`: no such alarm. */
  alarmState?(arn: string): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
  /** The value of an SSM parameter. @default the text `ssm:` and its name stand in */
  ssmParameter?(name: string): string | undefined;
  readonly timings?: Partial<StackTimings>;
}

/** How an operation on a stack ended. */
export interface StackResult {
  readonly status: StackStatus;
  readonly at: Instant;
  /** Why it was rolled back. */
  readonly reason?: string;
  /** Logical ids of the resources that failed. */
  readonly failed: readonly string[];
}

export type StackStatus =
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_COMPLETE'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE'
  /** Something could not be put back: the stack takes no further update. */
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_COMPLETE';

export interface StackOptions {
  readonly rollbackConfiguration?: RollbackConfiguration;
}

/** What CloudFormation refuses before it begins. */
export class StackError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StackError';
  }
}
