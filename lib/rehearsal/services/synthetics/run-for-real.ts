import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CanaryRunResult, CanaryRuntimeError, runCanary } from '../../../canary-runtime';
import { InputError } from '../../../diagnostic';
import type { Instant, Millis } from '../../../engine/clock';
import { writeProcessBundle } from '../../functions';
import type { Refusal } from '../../network';
import type { Credentials } from '../../permissions';
import type { Account } from '../../world/account';
import { limit } from '../../world/limit';
import type { Notes } from '../../world/notes';
import { type AnswerCanary, BrowserSlot } from './browser-slot';
import type { CanaryConfiguration, CanaryRunOutcome } from './canary';

export interface RealRunPorts {
  readonly account: Account;
  /** Host names that lead into the rehearsal, as they are now. */
  hosts(): readonly string[];
  /** Hosts that may be reached for real. */
  readonly allow: readonly string[];
  readonly answer: AnswerCanary;
  /** What a canary signs its requests with. */
  credentialsOf(configuration: CanaryConfiguration): Credentials;
  readonly notes: Notes;
  readonly signal: AbortSignal;
  /** Where artifacts are kept until the rehearsal ends. */
  readonly directory: string;
  /** The AWS endpoint on loopback. */
  readonly endpointUrl: string;
  /** The longest real wait; see the scenario's `canaryLimit`. */
  readonly limit: Millis;
}

/** More than two browsers at once gain nothing on two cores. */
const concurrentRuns = 2;

/**
 * The local runtime ends a run at a deadline of its own, ten seconds short of the timeout it is given at most. AWS has no
 * such deadline: it is put beyond the canary's timeout, so that only a deadline in the script counts.
 */
const beyondRuntimeDeadline: Millis = 10_000;

/** Runs canaries in Chromium, in the network of the rehearsal. `Date` inside reads virtual time. */
export class RealRuns {
  readonly #limited = limit(concurrentRuns);
  readonly #free: BrowserSlot[] = [];
  readonly #slots: BrowserSlot[] = [];
  readonly #preload: string;

  constructor(private readonly ports: RealRunPorts) {
    this.#preload = join(ports.directory, 'cut-timers.cjs');
    writeProcessBundle(join(__dirname, 'child', 'cut-timers'), this.#preload, { limit: ports.limit });
  }

  run(configuration: CanaryConfiguration, code: string, startedAt: Instant, runId: string): Promise<CanaryRunOutcome> {
    return this.#limited(async () => {
      const slot = await this.#slot();
      try {
        return await this.#runIn(slot, configuration, code, startedAt, runId);
      } finally {
        this.#free.push(slot);
      }
    });
  }

  /** Connections of scripts that were refused. */
  refusals(): readonly Refusal[] {
    return this.#slots.flatMap(({ network }) => network.refusals());
  }

  async close(): Promise<void> {
    await Promise.all(this.#slots.map(({ network }) => network.close()));
  }

  async #slot(): Promise<BrowserSlot> {
    const { hosts, allow, limit: longest, answer } = this.ports;
    const free = this.#free.pop();
    const slot = free ?? (await BrowserSlot.open([], allow, longest, answer));
    if (free === undefined) this.#slots.push(slot);
    for (const host of hosts()) slot.network.addHost(host);
    return slot;
  }

  async #runIn(
    slot: BrowserSlot,
    configuration: CanaryConfiguration,
    code: string,
    startedAt: Instant,
    runId: string,
  ): Promise<CanaryRunOutcome> {
    const { account, signal } = this.ports;
    const artifactsDirectory = join(this.ports.directory, configuration.name, runId);
    mkdirSync(artifactsDirectory, { recursive: true });
    const cutFile = join(artifactsDirectory, 'cut-waits');
    const nodeEnvironment = slot.network.nodeEnvironment();
    const place = slot.begin(startedAt);
    const result = await runCanary({
      code,
      handler: configuration.handler,
      name: configuration.name,
      runtimeVersion: configuration.runtimeVersion,
      environment: { ...configuration.environment },
      region: account.region,
      account: account.id,
      timeoutSeconds: (configuration.timeout + beyondRuntimeDeadline) / 1_000,
      memoryMb: configuration.memoryMb,
      network: {
        chromiumArguments: slot.network.chromiumArguments(),
        nodeEnvironment: {
          ...nodeEnvironment,
          NODE_OPTIONS: `${nodeEnvironment.NODE_OPTIONS ?? ''} --require ${JSON.stringify(this.#preload)}`,
          AVIARY_CUT_WAITS: cutFile,
          ...this.ports.credentialsOf(configuration),
          AWS_ENDPOINT_URL: this.ports.endpointUrl,
        },
      },
      artifactsDirectory,
      signal,
      clockOffset: startedAt - Date.now(),
    }).catch((error: unknown) => {
      throw error instanceof CanaryRuntimeError ? cannotRun(error, configuration, code) : error;
    });
    for (const warning of result.warnings) this.ports.notes.find(`${configuration.name}: ${warning}`);
    return outcomeOf(result, place.end() + notWaited(cutFile), configuration);
  }
}

/** A script that is not there, or no browser on this machine: what the canary would have found is unknown. */
function cannotRun(error: CanaryRuntimeError, { name, logicalId }: CanaryConfiguration, code: string): InputError {
  return new InputError({
    id: 'rehearsal/canary-cannot-run',
    severity: 'error',
    message: `The canary ${name} cannot run: ${error.message}`,
    file: code,
    path: `Resources.${logicalId}`,
    fix: error.fix,
  });
}

/** What timers inside the run did not wait. */
function notWaited(file: string): Millis {
  if (!existsSync(file)) return 0;
  const lines = readFileSync(file, 'utf8').split('\n');
  rmSync(file);
  return lines.reduce((sum, line) => sum + Number(line), 0);
}

/** A run as AWS would record it: as long as it would have been, and at its timeout without any result. */
function outcomeOf(result: CanaryRunResult, notWaited: Millis, { timeout }: CanaryConfiguration): CanaryRunOutcome {
  const durationMs = Math.round(result.durationMs + notWaited);
  if (result.status === 'TIMEOUT' || durationMs >= timeout) {
    return {
      status: 'TIMEOUT',
      stateReason: `The run was cut off at the canary's timeout of ${timeout / 1_000} s: it publishes no datapoint.`,
      stateReasonCode: 'EXECUTION_FAILURE',
      testResult: 'UNKNOWN',
      durationMs: timeout,
      steps: [],
      metrics: [],
    };
  }
  const kept = result.artifacts?.files ?? [];
  const located = (name: string) => {
    const found = kept.find((path) => path.endsWith(name));
    return found === undefined ? [] : [join(result.artifacts?.directory ?? '', found)];
  };
  return {
    ...result,
    durationMs,
    steps: result.steps.map((step) => ({ ...step, screenshots: step.screenshots.flatMap(located) })),
    metrics: result.metrics.map((metric) =>
      metric.name === 'Duration' && metric.dimensions.StepName === undefined
        ? { ...metric, value: metric.value + notWaited }
        : metric,
    ),
  };
}
