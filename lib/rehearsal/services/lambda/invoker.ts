import { setTimeout as realTime } from 'node:timers/promises';
import { InputError } from '../../../diagnostic';
import type { Instant, Millis } from '../../../engine/clock';
import { type Fault, type FunctionPool, type Invocation, versionKey } from '../../functions';
import type { Scenario, Fault as ScenarioFault } from '../../scenario';
import { stableUuid } from '../../world/account';
import { cutWait } from '../../world/cut-waits';
import type { Faults, Role } from '../../world/faults';
import type { MetricBatches } from '../../world/metric-batches';
import { RandomStream } from '../../world/random';
import type { FunctionConfiguration } from './configuration';
import { embeddedMetrics } from './embedded-metrics';
import type { LambdaFunctions, Target } from './functions';
import { faultyResponse } from './http-response-faults';
import { LambdaMetrics } from './lambda-metrics';
import { standInErrorLine, standInFor, standInInvocation } from './stand-in';

/** Who invokes: a generated user, a canary's request, or something in the account (a hook, an event). */
export interface Caller {
  readonly kind: 'user' | 'canary' | 'service';
  /** The name of a generated request. */
  readonly request?: string;
  readonly method?: string;
  readonly path?: string;
  /** Told of a wait of which only a part passed in real time. */
  waited?(wait: Millis): void;
}

export interface InvokeRequest {
  /** A function's name or ARN, with or without a qualifier. */
  readonly reference: string;
  readonly qualifier?: string;
  readonly payload: unknown;
  readonly caller: Caller;
  readonly at: Instant;
}

/** An invocation that reached a version. */
export interface Invoked extends Pick<Invocation, 'payload' | 'error' | 'timedOut' | 'durationMs' | 'logs'> {
  readonly target: Target;
  /** Whether the version is the release's baseline or candidate; undefined for other functions. */
  readonly role?: Role;
  /** The scenario's faults that it met. */
  readonly faults: readonly ScenarioFault[];
}

export interface InvokerPorts {
  readonly functions: LambdaFunctions;
  readonly pool: FunctionPool;
  readonly faults: Faults;
  readonly batches: MetricBatches;
  readonly scenario: Scenario;
  /** Told of the lines that an invocation logged. */
  logged(target: Target, at: Instant, lines: readonly string[], durationMs: Millis): void;
  /** Where a version stands in the release under rehearsal. */
  roleOf(functionName: string, version: string): Role | undefined;
}

/** Runs invocations: chooses the version, applies the scenario's faults, publishes Lambda's metrics and embedded ones. */
export class Invoker {
  readonly #metrics: LambdaMetrics;
  readonly #ready = new Map<string, Promise<void>>();
  readonly #draws: { readonly user: RandomStream; readonly other: RandomStream };
  readonly #standInDraws: RandomStream;
  #count = 0;

  constructor(private readonly ports: InvokerPorts) {
    this.#metrics = new LambdaMetrics(ports.batches);
    const { seed } = ports.scenario;
    this.#draws = {
      user: new RandomStream(seed, 'alias weights'),
      other: new RandomStream(seed, 'alias weights of canaries'),
    };
    this.#standInDraws = new RandomStream(seed, 'stand-ins');
  }

  /** The draws of users' requests are made in the order of the calls. Undefined: no such function, version or alias. */
  invoke(request: InvokeRequest): Promise<Invoked> | undefined {
    const { caller, at } = request;
    const draw = caller.kind === 'user' ? this.#draws.user : this.#draws.other;
    const target = this.ports.functions.resolve(request.reference, request.qualifier, draw);
    if (target === undefined) return undefined;
    const role = this.ports.roleOf(target.configuration.functionName, target.version);
    const faults =
      role === undefined
        ? []
        : this.ports.faults.of({ ...caller, role, from: caller.kind === 'user' ? 'user' : 'canary', at });
    return this.#run(request, target, role, faults);
  }

  async #run(
    request: InvokeRequest,
    target: Target,
    role: Role | undefined,
    faults: readonly ScenarioFault[],
  ): Promise<Invoked> {
    const fault = poolFault(faults);
    const invocation = await this.#invocation(request, target, fault);
    if (role !== 'candidate' && fault === undefined) refuseUnloadable(invocation, target);
    if (request.caller.kind !== 'user') await this.#waitFor(fault, target, request.caller);
    this.#metrics.record(target, request.at, invocation.durationMs, invocation.error !== undefined);
    this.ports.logged(target, request.at, invocation.logs, invocation.durationMs);
    for (const line of invocation.logs) {
      for (const { metric, unit, timestamp, values } of embeddedMetrics(line)) {
        const key = `${metric.namespace} ${metric.name} ${JSON.stringify(metric.dimensions)}`;
        const measured = { key, metric, unit, keepsValues: true };
        for (const value of values)
          this.ports.batches.add(measured, value, timestamp, request.at + invocation.durationMs);
      }
    }
    return {
      payload: invocation.error === undefined ? faultyResponse(invocation.payload, faults) : invocation.payload,
      ...(invocation.error === undefined ? {} : { error: invocation.error }),
      timedOut: invocation.timedOut,
      durationMs: invocation.durationMs,
      logs: invocation.logs,
      target,
      ...(role === undefined ? {} : { role }),
      faults,
    };
  }

  async #invocation(request: InvokeRequest, target: Target, fault: Fault | undefined): Promise<Invocation> {
    const { configuration } = target;
    if (configuration.cannotRun !== undefined) return this.#standIn(target, fault);
    const key = versionKey({ functionName: configuration.functionName, version: target.version });
    await this.#makeReady(key, target);
    return this.ports.pool.invoke(key, {
      payload: request.payload,
      requestId: stableUuid(this.ports.scenario.seed, 'request', this.#count++),
      at: request.at,
      ...(target.qualifier === undefined ? {} : { qualifier: target.qualifier }),
      ...(fault === undefined ? {} : { fault }),
    });
  }

  /** Hands a version to the pool when it is first invoked; `$LATEST` anew after each change. */
  #makeReady(key: string, { configuration, version, state }: Target): Promise<void> {
    const edition = version === '$LATEST' ? `${key}#${state.revision}` : key;
    const known = this.#ready.get(edition);
    if (known !== undefined) return known;
    const ready = this.ports.pool.add({
      ...configuration,
      version,
      code: configuration.code ?? '',
      timeoutSeconds: configuration.timeout / 1_000,
      region: configuration.functionArn.split(':')[3] ?? '',
      account: configuration.functionArn.split(':')[4] ?? '',
    });
    this.#ready.set(edition, ready);
    return ready;
  }

  #standIn(target: Target, fault: Fault | undefined): Invocation {
    const { functionName, logicalId, timeout } = target.configuration;
    const role = this.ports.roleOf(functionName, target.version);
    const normal = standInInvocation(standInFor(logicalId, this.ports.scenario, role), this.#standInDraws);
    if (fault === undefined) return normal;
    if (fault.kind === 'delay') return { ...normal, durationMs: Math.min(normal.durationMs + fault.ms, timeout) };
    const error = { type: 'Error', message: `The scenario's fault: ${fault.kind}` };
    const timedOut = fault.kind === 'hang';
    return {
      payload: { errorType: error.type, errorMessage: error.message },
      error,
      timedOut,
      durationMs: timedOut ? timeout : normal.durationMs,
      logs: [timedOut ? `Task timed out after ${(timeout / 1_000).toFixed(2)} seconds` : standInErrorLine(error)],
    };
  }

  /** A canary waits for a slow or hanging version in real time, up to the scenario's limit. */
  async #waitFor(fault: Fault | undefined, target: Target, caller: Caller): Promise<void> {
    const { timeout } = target.configuration;
    const wait = fault?.kind === 'hang' ? timeout : fault?.kind === 'delay' ? Math.min(fault.ms, timeout) : 0;
    if (wait === 0) return;
    await realTime(cutWait(wait, this.ports.scenario.assumptions.canaryLimit));
    caller.waited?.(wait);
  }
}

/** The one fault that the function itself has: the gravest of those met; delays add up. */
function poolFault(faults: readonly ScenarioFault[]): Fault | undefined {
  let delay: Millis = 0;
  for (const fault of faults) {
    if (fault.fault === 'crash') return { kind: fault.at === 'start' ? 'crash-at-start' : 'crash' };
    if (fault.fault === 'hang') return { kind: 'hang' };
    if (fault.fault === 'error')
      return { kind: 'throw', ...(fault.message === undefined ? {} : { message: fault.message }) };
    if (fault.fault === 'latency') delay += fault.add;
  }
  return delay === 0 ? undefined : { kind: 'delay', ms: delay };
}

const unloadable = /^Runtime\.(ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName)$/;

/**
 * A handler that does not load is the person's mistake, not a finding about the release: nothing that follows could be
 * trusted. A candidate that does not load is one: that is what a rehearsal is for.
 */
function refuseUnloadable({ error }: Invocation, { configuration }: Target): void {
  if (error === undefined || !unloadable.test(error.type)) return;
  throw new InputError({
    id: 'rehearsal/handler-does-not-load',
    severity: 'error',
    message: `The handler ${configuration.handler} of ${configuration.logicalId} does not load: ${error.message.split('\n')[0]}.`,
    ...(configuration.code === undefined || isInline(configuration) ? {} : { file: configuration.code }),
    path: `Resources.${configuration.logicalId}.Properties.Handler`,
    fix: 'Mend the handler or its bundle; on AWS every invocation of it would fail.',
  });
}

/** Code in the template itself lies in no file that a person has. */
const isInline = ({ codeIdentity }: FunctionConfiguration) => /^\{"ZipFile":/.test(codeIdentity);
