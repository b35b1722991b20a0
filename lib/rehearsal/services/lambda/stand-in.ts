import type { Scenario, StandIn } from '../../scenario';
import type { Role } from '../../world/faults';
import type { RandomStream } from '../../world/random';

const defaultStandIn: StandIn = { p50: 80, p99: 250, errorRate: 0 };

/** What the scenario says stands in for a function, a service or a fleet; its candidate may differ. */
export function standInFor(logicalId: string, { standIns }: Scenario, role?: Role): StandIn {
  const standIn =
    standIns[logicalId] ?? standIns[logicalId.replace(/[0-9A-F]{8}$/, '')] ?? standIns.default ?? defaultStandIn;
  return role === 'candidate' ? { ...standIn, ...standIn.candidate } : standIn;
}

/** The 99th percentile of the standard normal distribution. */
const z99 = 2.3263478740408408;

/** What an invocation of a function that cannot run here is taken to give. */
export function standInInvocation(standIn: StandIn, draw: RandomStream) {
  const spread = Math.log(Math.max(standIn.p99, standIn.p50) / standIn.p50) / z99;
  const durationMs = standIn.p50 * Math.exp(spread * draw.normal());
  if (draw.uniform() >= standIn.errorRate) {
    return {
      payload: { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
      timedOut: false,
      durationMs,
      logs: [],
    };
  }
  const error = { type: 'Error', message: 'An error that the stand-in has at its stated rate' };
  return {
    payload: { errorType: error.type, errorMessage: error.message },
    error,
    timedOut: false,
    durationMs,
    logs: [standInErrorLine(error)],
  };
}

/** Every runtime logs an error that it lets through: metric filters count such lines. */
export function standInErrorLine({ type, message }: { readonly type: string; readonly message: string }): string {
  return `[ERROR] ${type}: ${message}`;
}
