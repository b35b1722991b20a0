import type { Condition } from '../alarms';
import { feeding, firing, type Shift } from '../engine/guard';

export interface Review {
  readonly errors: readonly string[];
  /** The id is what an acknowledgement names: `late-data-ErrorRate`. */
  readonly warnings: readonly { readonly id: string; readonly message: string }[];
}

export interface ReviewInput {
  readonly conditions: readonly Condition[];
  readonly shift: Shift;
  readonly bakeSeconds: number;
  readonly requestsPerMinute: number;
  /** How long after 100 % the alarms of the bake rest on the candidate alone. @default - there are none */
  readonly settleSeconds?: number;
}

/** Can each condition stop a bad release at all? It must be fed by the first step, and fire while the guard still looks. */
export function reviewConditions({
  conditions,
  shift,
  bakeSeconds,
  requestsPerMinute,
  settleSeconds,
}: ReviewInput): Review {
  const errors: string[] = [];
  const warnings: { id: string; message: string }[] = [];
  if (settleSeconds !== undefined && bakeSeconds > 0 && bakeSeconds <= settleSeconds) {
    warnings.push({
      id: 'short-bake',
      message:
        `The bake of ${bakeSeconds / 60} minutes ends before the alarms on the live alias rest on the candidate alone, ` +
        `after ${settleSeconds / 60} minutes. Bake for at least ${settleSeconds / 60 + 1} minutes.`,
    });
  }
  for (const condition of conditions) {
    const period = periodOf(condition);
    const { fed } = condition;
    const fires = firing({
      condition: {
        datapointsToAlarm: condition.datapointsToAlarm,
        period,
        ...(fed.by === 'canary' ? { canary: { interval: fed.interval, run: fed.run } } : {}),
      },
      shift,
      bakeSeconds,
    });
    if (fires.verdict === 'never') {
      errors.push(`${condition.id} cannot stop this release: ${fires.reason}. ${fires.fix}`);
    } else if (fires.verdict === 'late-data') {
      warnings.push({
        id: `late-data-${condition.id}`,
        message: `${condition.id} may be too late where CloudWatch publishes slowly, as has been seen: ${fires.reason}. ${fires.fix}`,
      });
    } else if (!fires.beforeFull && shift.type !== 'all-at-once') {
      warnings.push({
        id: `after-full-${condition.id}`,
        message: `${condition.id} fires only after the candidate has all traffic: ${fires.reason}.`,
      });
    }
    if (fed.by === 'requests') {
      const feed = feeding({ requestsPerMinute, shift, period, minSamples: fed.minSamples });
      if (!feed.fed) errors.push(`${condition.id} would never speak in the first step: ${feed.reason}. ${feed.fix}`);
    }
  }
  return { errors, warnings };
}

function periodOf(condition: Condition): number {
  const { mathExpression, metricStat } = condition.metric.toMetricConfig();
  return metricStat?.period.toSeconds() ?? mathExpression?.period ?? 60;
}
