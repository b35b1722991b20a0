import type { MathFunction } from './math-function';
import { emptySeries } from './math-value';

/** What these read lies outside the metrics of an alarm, where nothing here can know it: they give no datapoint. */
function external(signature: MathFunction['signatures'][number]): MathFunction {
  return { signatures: [signature], evaluate: (_values, { timestamps }) => emptySeries(timestamps.length) };
}

export const sourceFunctions: Readonly<Record<string, MathFunction>> = {
  TIME_SERIES: {
    signatures: [{ takes: [['S']], gives: 'TS' }],
    evaluate: ([value], { timestamps }) => Float64Array.from(timestamps, () => Number(value)),
  },
  PERIOD: {
    signatures: [{ takes: [['TS']], gives: 'S' }],
    check: ([metric], isMetric) =>
      metric?.kind === 'id' && isMetric(metric.name) ? undefined : 'PERIOD takes the id of a metric, not an expression',
    evaluate: (_values, { period }) => period,
  },
  METRICS: {
    signatures: [{ takes: [['text']], optional: 1, gives: 'TS[]' }],
    evaluate: ([part], { metrics }) =>
      metrics.filter(({ id }) => id.includes(String(part ?? ''))).map(({ series }) => series),
  },
  ANOMALY_DETECTION_BAND: {
    signatures: [{ takes: [['TS'], ['S']], optional: 1, gives: 'TS[]' }],
    evaluate: (_values, { band, timestamps }) => [
      band?.lower ?? emptySeries(timestamps.length),
      band?.upper ?? emptySeries(timestamps.length),
    ],
  },
  SEARCH: {
    signatures: [{ takes: [['text'], ['text'], ['S']], optional: 1, gives: 'TS[]' }],
    refusedInAlarms: 'SEARCH is not supported on Metric Alarms',
    evaluate: () => [],
  },
  SERVICE_QUOTA: external({ takes: [['TS']], gives: 'TS' }),
  INSIGHT_RULE_METRIC: external({ takes: [['text'], ['text']], gives: 'TS' }),
  DB_PERF_INSIGHTS: external({ takes: [['text'], ['text'], ['text']], gives: 'TS' }),
  LAMBDA: external({ takes: [['text'], ['text', 'S'], ['text', 'S'], ['text', 'S']], optional: 3, gives: 'TS' }),
};
