import type { Instant } from '../../../engine/clock';
import type { FrontDoors } from '../apigateway/front-doors';
import type { CanaryConfiguration, CanaryRunOutcome } from './canary';

/** What a run takes besides its request: the browser's start. */
const overheadMs = 1_500;

/**
 * A run of a canary whose code is not on this machine: one GET of the address in its environment, or of any front door;
 * it passes with a status below 400.
 */
export async function standInRun(
  { name, environment }: CanaryConfiguration,
  startedAt: Instant,
  doors: FrontDoors,
): Promise<CanaryRunOutcome> {
  const url = Object.values(environment)
    .map(urlOf)
    .find((one) => one !== undefined && doors.has(one.hostname));
  const host = url?.hostname ?? doors.entrances()[0]?.door.host ?? '';
  const path = url === undefined ? '/' : `${url.pathname}${url.search}`;
  const request = { method: 'GET', host, path, headers: {}, sourceIp: '127.0.0.1' };
  const exchange = await doors.answer(request, { kind: 'canary', method: 'GET', path }, startedAt);
  const status = exchange?.response.status ?? 0;
  const isGood = status > 0 && status < 400;
  const durationMs = overheadMs + (exchange?.durationMs ?? 0);
  const dimensions: readonly Record<string, string>[] = [{}, { CanaryName: name }];
  return {
    status: isGood ? 'PASSED' : 'FAILED',
    ...(isGood ? {} : { stateReason: `GET ${path} answered ${status}`, stateReasonCode: 'CANARY_FAILURE' as const }),
    testResult: isGood ? 'PASSED' : 'FAILED',
    durationMs,
    steps: [],
    metrics: dimensions.flatMap((set) => [
      { name: 'SuccessPercent', dimensions: set, value: isGood ? 100 : 0, unit: 'Percent' },
      { name: 'Duration', dimensions: set, value: durationMs, unit: 'Milliseconds' },
    ]),
  };
}

function urlOf(text: string): URL | undefined {
  if (!text.startsWith('https://')) return undefined;
  return URL.canParse(text) ? new URL(text) : undefined;
}
