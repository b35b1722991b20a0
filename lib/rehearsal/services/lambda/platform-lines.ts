import type { Instant, Millis } from '../../../engine/clock';
import { stableUuid } from '../../world/account';
import type { Target } from './functions';

/**
 * What Lambda itself logs of an invocation, in its text format: a metric filter may count them, and its default is told while
 * there are lines at all. Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function platformLines({ configuration, version }: Target, at: Instant, durationMs: Millis): readonly string[] {
  const id = stableUuid(configuration.functionName, version, at);
  const { memoryMb } = configuration;
  return [
    `START RequestId: ${id} Version: ${version}`,
    `END RequestId: ${id}`,
    `REPORT RequestId: ${id}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: ${memoryMb} MB`,
  ];
}
