import { ZodError } from 'zod';
import { equal } from './equal';
import { asObject } from './intrinsic';
import { token as tokenOf } from './names';
import { NESTED_STACK } from './nested';
import type { Operation } from './operation';
import type { Process } from './process';
import type { Created, DeploymentEnd, ResourceRequest, StackResource, StartedDeployment } from './resource-handler';
import { TemplateError } from './template';

/** What an operation does with one resource, with the events that CloudFormation shows. */
export class ResourceStep {
  constructor(
    private readonly operation: Operation,
    private readonly process: Process,
    private readonly logicalId: string,
  ) {}

  /** Creates, updates, replaces or leaves the resource as the template wants it. Returns whether that succeeded. */
  async apply(): Promise<boolean> {
    const { context, current } = this.operation;
    const definition = context.template.Resources[this.logicalId];
    if (definition === undefined) return true;
    const previous = context.before.get(this.logicalId);
    const verb = previous === undefined ? 'CREATE' : 'UPDATE';
    const request = this.#request(definition.Type);
    if (request instanceof Error) {
      context.emit({ logicalId: this.logicalId, type: definition.Type }, `${verb}_FAILED`, request.message);
      return false;
    }
    const dependencies = [...context.graph.dependenciesOf(this.logicalId)];
    const asStanding = (created: Created): StackResource => ({
      logicalId: this.logicalId,
      type: request.type,
      physicalId: created.physicalId,
      attributes: created.attributes ?? {},
      properties: request.properties,
      ...(request.updatePolicy && { updatePolicy: request.updatePolicy }),
      definition,
      dependencies,
    });
    if (previous !== undefined && this.#unchanged(request, previous)) {
      current.set(this.logicalId, asStanding(previous));
      return true;
    }
    try {
      const created = await (previous === undefined ? this.#create(request) : this.#update(request, previous));
      current.set(this.logicalId, asStanding(created));
    } catch (error) {
      const physicalId = previous?.physicalId;
      context.emit(
        { logicalId: this.logicalId, type: request.type, ...(physicalId !== undefined && { physicalId }) },
        `${verb}_FAILED`,
        reasonOf(error, request),
      );
      return false;
    }
    return true;
  }

  /** Puts the resource back to what it was before the operation. Returns whether that succeeded. */
  async restore(): Promise<boolean> {
    const { context, changes, current } = this.operation;
    const change = changes.get(this.logicalId);
    if (change === undefined || change.kind === 'created') return true;
    const { previous } = change;
    context.emit(previous, 'UPDATE_IN_PROGRESS');
    if (previous.type === NESTED_STACK) {
      await context.nested.rollBack(this.process, previous);
    } else if (change.kind === 'updated' && change.deploymentFailed === undefined) {
      const request: ResourceRequest = { ...previous, ...this.#surroundings() };
      try {
        await context.handlerOf(previous.type).update(request, current.get(this.logicalId) ?? previous);
      } catch (error) {
        context.emit(previous, 'UPDATE_FAILED', reasonOf(error, previous));
        return false;
      }
      await this.process.wait(context.timings.resource);
    }
    // A replaced one stays in `current` until the clean-up has deleted its replacement.
    if (change.kind === 'updated') current.set(this.logicalId, previous);
    context.emit(previous, 'UPDATE_COMPLETE');
    return true;
  }

  /** Deletes a resource in the clean-up, unless its policy keeps it. A failure is shown and does not stop the clean-up. */
  async delete(resource: StackResource, policy: string): Promise<void> {
    const { context } = this.operation;
    if (policy === 'Retain' || policy === 'RetainExceptOnCreate') {
      context.emit(resource, 'DELETE_SKIPPED');
      return;
    }
    context.emit(resource, 'DELETE_IN_PROGRESS');
    try {
      if (resource.type === NESTED_STACK) await context.nested.delete(this.process, resource);
      else await context.handlerOf(resource.type).delete(resource);
    } catch (error) {
      context.emit(resource, 'DELETE_FAILED', reasonOf(error, resource));
      return;
    }
    await this.process.wait(context.timings.resource);
    context.emit(resource, 'DELETE_COMPLETE');
  }

  async #create(request: ResourceRequest): Promise<Created> {
    const { context, changes } = this.operation;
    context.emit(request, 'CREATE_IN_PROGRESS');
    const created =
      request.type === NESTED_STACK
        ? await context.nested.apply(this.process, request, undefined)
        : await context.handlerOf(request.type).create(request);
    changes.set(this.logicalId, { kind: 'created' });
    const standing = { ...request, physicalId: created.physicalId };
    context.emit(standing, 'CREATE_IN_PROGRESS', 'Resource creation Initiated');
    await this.process.wait(context.timings.resource);
    context.emit(standing, 'CREATE_COMPLETE');
    return created;
  }

  async #update(request: ResourceRequest, previous: StackResource): Promise<Created> {
    const { context, changes } = this.operation;
    if (request.type !== previous.type) return await this.#replace(request, previous, undefined);
    if (mayDeploy(request, previous)) {
      const started = await context.handlerOf(request.type).deploy?.(request, previous);
      if (started !== undefined) return await this.#deploy(started, request, previous);
    }
    changes.set(this.logicalId, { kind: 'updated', previous });
    if (request.type === NESTED_STACK) {
      context.emit(previous, 'UPDATE_IN_PROGRESS');
      const created = await context.nested.apply(this.process, request, previous);
      context.emit(previous, 'UPDATE_COMPLETE');
      return created;
    }
    const created = await context.handlerOf(request.type).update(request, previous);
    if (created.physicalId !== previous.physicalId || created.replaced === true) {
      return await this.#replace(request, previous, created);
    }
    context.emit(previous, 'UPDATE_IN_PROGRESS');
    await this.process.wait(context.timings.resource);
    context.emit(previous, 'UPDATE_COMPLETE');
    return created;
  }

  async #replace(request: ResourceRequest, previous: StackResource, made: Created | undefined): Promise<Created> {
    const { context, changes } = this.operation;
    context.emit(
      previous,
      'UPDATE_IN_PROGRESS',
      'Requested update requires the creation of a new physical resource; hence creating one.',
    );
    const created = made ?? (await context.handlerOf(request.type).create(request));
    changes.set(this.logicalId, { kind: 'replaced', previous });
    const standing = { ...request, physicalId: created.physicalId };
    context.emit(standing, 'UPDATE_IN_PROGRESS', 'Resource creation Initiated');
    await this.process.wait(context.timings.resource);
    context.emit(standing, 'UPDATE_COMPLETE');
    return created;
  }

  async #deploy(started: StartedDeployment, request: ResourceRequest, previous: StackResource): Promise<Created> {
    const { context, changes } = this.operation;
    const { timings } = context;
    const isCodeDeploy = started.controller !== 'ECS';
    const begun = isCodeDeploy ? `CodeDeploy deployment started: ${started.id}` : undefined;
    context.emit(previous, 'UPDATE_IN_PROGRESS', begun);
    let cancelled = false;
    const end = await this.process.until<DeploymentEnd>((resume) => {
      const forget = this.operation.onCancel(() => {
        cancelled = started.stop !== undefined;
        started.stop?.();
      });
      started.onEnd((ended) => {
        forget();
        resume(ended);
      });
    });
    await this.process.wait(timings.deploymentNotice);
    if (end.failed === undefined) {
      changes.set(this.logicalId, { kind: 'updated', previous });
      context.emit({ ...request, physicalId: previous.physicalId }, 'UPDATE_COMPLETE');
      return previous;
    }
    changes.set(this.logicalId, { kind: 'updated', previous, deploymentFailed: true });
    if (end.rollbackId !== undefined) {
      context.emit(previous, 'UPDATE_IN_PROGRESS', `CodeDeploy rollback deployment started: ${end.rollbackId}`);
    }
    await this.process.wait(timings.deploymentFailure);
    if (cancelled) throw new Cancelled('Resource update cancelled');
    if (!isCodeDeploy) throw new Error(end.failed);
    throw new DeploymentFailure(`${started.id} failed. ${end.failed}`);
  }

  #unchanged(request: ResourceRequest, previous: StackResource): boolean {
    // CloudFormation looks into every nested stack, since its template may have changed behind the same address.
    if (request.type === NESTED_STACK) return false;
    return request.type === previous.type && equal(request.properties, previous.properties);
  }

  #request(type: string): ResourceRequest | Error {
    const { context, current } = this.operation;
    const definition = context.template.Resources[this.logicalId];
    const resolver = context.resolver(current);
    const at = (attribute: string) => ['Resources', this.logicalId, attribute];
    try {
      const properties = asObject(resolver.resolve(definition?.Properties ?? {}, at('Properties'))) ?? {};
      const updatePolicy = asObject(resolver.resolve(definition?.UpdatePolicy, at('UpdatePolicy')));
      const metadata = definition?.Metadata;
      return {
        type,
        properties,
        ...(updatePolicy && { updatePolicy }),
        ...(metadata && { metadata }),
        ...this.#surroundings(),
      };
    } catch (error) {
      if (error instanceof TemplateError) return error;
      throw error;
    }
  }

  #surroundings(): Pick<ResourceRequest, 'logicalId' | 'stack' | 'physicalName'> {
    const { context } = this.operation;
    return {
      logicalId: this.logicalId,
      stack: context.stack,
      physicalName: (maximumLength) => context.physicalName(this.logicalId, maximumLength),
    };
  }
}

/** The failure of a deployment by CodeDeploy: CloudFormation reports it as an internal failure of its handler. */
class DeploymentFailure extends Error {}

/** Another resource failed while this one was in progress. */
class Cancelled extends Error {}

/** Source: UpdatePolicy.CodeDeployLambdaAliasUpdate applies "when the version changes on an AWS::Lambda::Alias". */
function mayDeploy(request: ResourceRequest, previous: StackResource): boolean {
  const { type, properties, updatePolicy } = request;
  if (type !== 'AWS::Lambda::Alias') return true;
  return (
    updatePolicy?.CodeDeployLambdaAliasUpdate !== undefined &&
    !equal(properties.FunctionVersion, previous.properties.FunctionVersion) &&
    equal(properties.FunctionName, previous.properties.FunctionName) &&
    equal(properties.Name, previous.properties.Name)
  );
}

function reasonOf(error: unknown, { logicalId, type }: Pick<ResourceRequest, 'logicalId' | 'type'>): string {
  const message = messageOf(error);
  if (error instanceof TemplateError || error instanceof Cancelled) return message;
  const token = tokenOf(`${logicalId}/${message}`);
  if (/^(Custom::|AWS::CloudFormation::CustomResource$)/.test(type))
    return `Received response status [FAILED] from custom resource. Message returned: ${message} (RequestId: ${token})`;
  const code = error instanceof DeploymentFailure ? 'InternalFailure' : 'GeneralServiceException';
  return `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`;
}

/** What a schema finds is said of the first property that is wrong. */
function messageOf(error: unknown): string {
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    return `#/${issue?.path.map(String).join('/')}: ${issue?.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
