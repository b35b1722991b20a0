import { join } from 'node:path';
import { runCanary } from '../../../canary-runtime';
import type { Instant, Millis } from '../../../engine/clock';
import type { LoopbackNetwork } from '../../network';
import type { Account } from '../../world/account';
import { canaryCredentials } from '../../world/credentials';
import { limit } from '../../world/limit';
import type { Notes } from '../../world/notes';
import type { CanaryConfiguration, CanaryRunOutcome } from './canary';

export interface RealRunPorts {
  readonly account: Account;
  readonly network: LoopbackNetwork;
  readonly notes: Notes;
  readonly signal: AbortSignal;
  /** Where artifacts are kept until the rehearsal ends. */
  readonly directory: string;
  /** The AWS endpoint on loopback. */
  readonly endpointUrl: string;
  /** The longest real time that a run waits for anything; see the scenario's `canaryLimit`. */
  readonly limit: Millis;
}

/** More than two browsers at once gain nothing on two cores. */
const concurrentRuns = 2;

/** Runs canaries in Chromium, in the network of the rehearsal. `Date` inside reads virtual time. */
export class RealRuns {
  readonly #limited = limit(concurrentRuns);

  constructor(private readonly ports: RealRunPorts) {}

  run(configuration: CanaryConfiguration, code: string, startedAt: Instant, runId: string): Promise<CanaryRunOutcome> {
    return this.#limited(async () => {
      const { account, network, signal } = this.ports;
      const artifactsDirectory = join(this.ports.directory, configuration.name, runId);
      const result = await runCanary({
        code,
        handler: configuration.handler,
        name: configuration.name,
        runtimeVersion: configuration.runtimeVersion,
        environment: { ...configuration.environment },
        region: account.region,
        account: account.id,
        timeoutSeconds: configuration.timeout / 1_000,
        memoryMb: configuration.memoryMb,
        network: {
          chromiumArguments: network.chromiumArguments(),
          nodeEnvironment: {
            ...network.nodeEnvironment(),
            ...canaryCredentials,
            AWS_ENDPOINT_URL: this.ports.endpointUrl,
          },
        },
        artifactsDirectory,
        signal,
        clockOffset: startedAt - Date.now(),
      });
      for (const warning of result.warnings) this.ports.notes.find(`${configuration.name}: ${warning}`);
      const kept = result.artifacts?.files ?? [];
      const located = (file: string) => {
        const found = kept.find((path) => path.endsWith(file));
        return found === undefined ? [] : [join(result.artifacts?.directory ?? '', found)];
      };
      return {
        ...result,
        steps: result.steps.map((step) => ({ ...step, screenshots: step.screenshots.flatMap(located) })),
      };
    });
  }
}
