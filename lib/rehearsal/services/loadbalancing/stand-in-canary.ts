import type { Instant } from '../../../engine/clock';
import type { CanaryConfiguration, CanaryRunOutcome } from '../synthetics/canary';
import type { Balancer } from './balancer';
import type { LoadBalancing } from './load-balancing';

/** What a run takes besides its request: the browser's start. */
const overheadMs = 1_500;

/** The address of a load balancer in a canary's environment: what stands behind it does not run here, so neither does the script. */
export function balancedAddress({ environment }: CanaryConfiguration, balancing: LoadBalancing): URL | undefined {
  return Object.values(environment)
    .filter((value) => /^https?:\/\//.test(value) && URL.canParse(value))
    .map((value) => new URL(value))
    .find(({ hostname }) => balancing.hasHost(hostname));
}

/** A run of a canary against a stand-in: one GET of its address by the listener's port; a status below 400 passes. */
export function balancedRun(
  { name }: CanaryConfiguration,
  url: URL,
  startedAt: Instant,
  balancing: LoadBalancing,
  balancer: Balancer,
): CanaryRunOutcome {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const route = balancing.routeAt(url.hostname, port, url.pathname);
  const caller = { kind: 'canary' as const, method: 'GET', path: url.pathname };
  const answer = route === undefined ? undefined : balancer.serve(route, caller, startedAt);
  const status = answer?.status ?? 0;
  const isGood = status > 0 && status < 400;
  const durationMs = Math.round(overheadMs + (answer?.durationMs ?? 0));
  const why = answer === undefined ? `no listener answers at ${url.host}` : `GET ${url.pathname} answered ${status}`;
  const dimensions: readonly Record<string, string>[] = [{}, { CanaryName: name }];
  return {
    status: isGood ? 'PASSED' : 'FAILED',
    ...(isGood ? {} : { stateReason: why, stateReasonCode: 'CANARY_FAILURE' as const }),
    testResult: isGood ? 'PASSED' : 'FAILED',
    durationMs,
    steps: [],
    metrics: dimensions.flatMap((set) => [
      { name: 'SuccessPercent', dimensions: set, value: isGood ? 100 : 0, unit: 'Percent' },
      { name: 'Duration', dimensions: set, value: durationMs, unit: 'Milliseconds' },
    ]),
  };
}
