import fc from 'fast-check';
import {
  type AlarmCondition,
  type AlarmState,
  CloudWatch,
  evaluateAlarm,
  type Sample,
  statistic,
} from '../../../lib/engine/cloudwatch';

const minute = 60_000;
const start = Date.UTC(2026, 2, 1);
const metric = { namespace: 'N', name: 'M', dimensions: { Service: 's' } };

/** A sample with when it becomes visible. */
type Put = { readonly sample: Sample; readonly visibleAt: number };

const put = (seconds: number): fc.Arbitrary<Put> =>
  fc
    .record({
      timestamp: fc.integer({ min: 0, max: seconds * 1000 }).map((offset) => start + offset),
      delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200_000 })),
      value: fc.integer({ min: 0, max: 4 }),
      unit: fc.constantFrom(undefined, 'Count', 'Seconds'),
      more: fc.constantFrom('one', 'counted', 'set'),
    })
    .map(({ timestamp, delay, value, unit, more }) => {
      const at = { timestamp, ...(unit === undefined ? {} : { unit }) };
      const sample: Sample =
        more === 'set'
          ? { ...at, n: 3, sum: 3 * value + 1, min: value, max: value + 1 }
          : { ...at, value, ...(more === 'counted' ? { count: 2 } : {}) };
      return { sample, visibleAt: timestamp + delay };
    });

const alarm = fc
  .record({
    period: fc.constantFrom(10, 30, 60, 180, 300),
    n: fc.integer({ min: 1, max: 4 }),
    explicit: fc.boolean(),
    treatment: fc.constantFrom('missing', 'ignore', 'breaching', 'notBreaching'),
    name: fc.constantFrom('Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'TM(10%:90%)', 'PR(1:3)'),
    unit: fc.constantFrom(undefined, 'Count'),
    range: fc.constantFrom('n+2' as const, 'long' as const),
    scope: fc.constantFrom('range' as const, 'window' as const),
    phase: fc.integer({ min: 0, max: 59_999 }),
  })
  .chain((configuration) =>
    fc.record({ configuration: fc.constant(configuration), m: fc.integer({ min: 1, max: configuration.n }) }),
  );

test('an alarm that slides over a metric decides as one that is given each window anew', () => {
  fc.assert(
    fc.property(alarm, fc.array(put(1200), { maxLength: 60 }), ({ configuration, m }, puts) => {
      const { period, n, explicit, treatment, name, unit, range, scope, phase } = configuration;
      const cloudWatch = new CloudWatch({
        region: 'eu-west-1',
        account: '111122223333',
        evaluationRange: range,
        prematureScope: scope,
        phaseOf: () => phase,
      });
      const basic = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'].includes(name);
      cloudWatch.putMetricAlarm(
        {
          AlarmName: 'a',
          Namespace: metric.namespace,
          MetricName: metric.name,
          Dimensions: [{ Name: 'Service', Value: 's' }],
          ...(basic ? { Statistic: name } : { ExtendedStatistic: name }),
          Period: period,
          EvaluationPeriods: n,
          ...(explicit ? { DatapointsToAlarm: m } : {}),
          Threshold: 2,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: treatment,
          ...(unit === undefined ? {} : { Unit: unit }),
        },
        start,
      );
      for (const { sample, visibleAt } of puts) cloudWatch.putMetricData(metric, sample, visibleAt);
      const condition = {
        operator: 'GreaterThanThreshold',
        threshold: 2,
        evaluationPeriods: n,
        ...(explicit ? { datapointsToAlarm: m } : {}),
        treatMissingData: treatment,
        prematureScope: scope,
      } as AlarmCondition;
      const periods = n + (range === 'long' ? Math.max(2, Math.ceil(300 / period)) : 2);
      const interval = period < 60 ? 10_000 : minute;
      let state: AlarmState = 'INSUFFICIENT_DATA';
      for (let at = cloudWatch.nextEvaluation(start); at < start + 20 * minute; at = cloudWatch.nextEvaluation(at)) {
        const end = Math.floor(at / interval) * interval;
        const slots = Array.from({ length: periods }, (_, index) => {
          const from = end - (index + 1) * period * 1000;
          const seen = puts
            .filter(({ sample, visibleAt }) => {
              const inside = sample.timestamp >= from && sample.timestamp < from + period * 1000;
              const read = unit === undefined || sample.unit === undefined || sample.unit === unit;
              return inside && read && visibleAt <= at;
            })
            .map(({ sample }) => sample);
          const value = statistic(name, seen);
          return { start: from, ...(value === undefined ? {} : { value }) };
        });
        const expected = evaluateAlarm(condition, { evaluatedAt: at, slots }, state);
        const previous: AlarmState = state;
        state = expected.state;
        const events = cloudWatch.evaluate(at).filter(({ type }) => type === 'StateUpdate');
        expect(cloudWatch.describeAlarms()[0]?.state).toBe(state);
        expect(events.map((event) => event.state)).toEqual(state === previous ? [] : [state]);
      }
    }),
    { numRuns: 60 },
  );
});
