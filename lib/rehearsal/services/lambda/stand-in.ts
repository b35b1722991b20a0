import type { Scenario, StandIn } from '../../scenario';
import type { RandomStream } from '../../world/random';

const defaultStandIn: StandIn = { p50: 80, p99: 250, errorRate: 0.0005 };

/** What the scenario says stands in for a function. */
export function standInFor(logicalId: string, { standIns }: Scenario): StandIn {
  return standIns[logicalId] ?? standIns.default ?? defaultStandIn;
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
    logs: [],
  };
}
