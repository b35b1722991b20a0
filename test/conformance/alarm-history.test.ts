import {
  type AlarmCondition,
  type AlarmState,
  breaches,
  CloudWatch,
  type ComparisonOperator,
  evaluateAlarm,
  type TreatMissingData,
  type WindowSlot,
} from '../../lib/engine/cloudwatch';
import { cases } from './alarm-history.json';

type Case = (typeof cases)[number];

/** A case has one expected state, or one for each treatment of missing data. */
function expectations(recorded: Case): [TreatMissingData, string][] {
  if ('expect' in recorded && recorded.expect !== undefined) {
    return Object.entries(recorded.expect) as [TreatMissingData, string][];
  }
  const treatment = 'treatMissingData' in recorded.alarm ? recorded.alarm.treatMissingData : undefined;
  return [[(treatment ?? 'missing') as TreatMissingData, String(recorded.expectState)]];
}

function conditionOf(recorded: Case, treatMissingData: TreatMissingData): AlarmCondition {
  const { evaluationPeriods, datapointsToAlarm, op, threshold } = recorded.alarm;
  return {
    operator: op as ComparisonOperator,
    threshold: threshold ?? 1,
    evaluationPeriods,
    ...(datapointsToAlarm === null ? {} : { datapointsToAlarm }),
    treatMissingData,
  };
}

const minute = 60_000;
const period = (recorded: Case) => recorded.alarm.period ?? 60;

function evaluatedAt(recorded: Case): number {
  const known = 'evaluatedAt' in recorded ? Date.parse(String(recorded.evaluatedAt)) : Number.NaN;
  return Number.isNaN(known) ? Date.UTC(2026, 0, 1, 12) : known;
}

/** The slots with their recorded values and times where they are known, newest first. */
function slotsOf(recorded: Case, { operator, threshold = 0 }: AlarmCondition): WindowSlot[] {
  const at = evaluatedAt(recorded);
  const end = Math.floor(at / minute) * minute;
  const known = 'datapoints_newest_first' in recorded ? [...(recorded.datapoints_newest_first ?? [])] : [];
  return ('slots_oldest_first' in recorded ? (recorded.slots_oldest_first ?? []) : [])
    .toReversed()
    .map((says, index) => {
      const start = end - (index + 1) * period(recorded) * 1000;
      if (says === '-') return { start };
      const breaching = says === 'X';
      const [time, value] = known.shift() ?? [];
      const recordedStart = Date.parse(`${new Date(at).toISOString().slice(0, 10)}T${time}Z`);
      const candidates = [threshold, threshold + 1, threshold - 1];
      const plausible = candidates.find((each) => breaches(operator, each, threshold, 0, 0) === breaching);
      return {
        start: Number.isNaN(recordedStart) ? start : recordedStart,
        value: typeof value === 'number' ? value : plausible,
      };
    });
}

const checkable = cases
  .filter((recorded) => recorded.machineCheckable)
  .flatMap((recorded) =>
    expectations(recorded).map(([treatment, expected]) => ({ id: recorded.id, recorded, treatment, expected })),
  );

describe.each(checkable)('$id, $treatment', ({ recorded, treatment, expected }) => {
  const condition = conditionOf(recorded, treatment);
  const previous = (('previousState' in recorded && recorded.previousState) || 'OK') as AlarmState;
  const state = expected === 'RETAIN' ? previous : expected;

  test(`is ${expected}`, () => {
    const window = { evaluatedAt: evaluatedAt(recorded), slots: slotsOf(recorded, condition) };
    expect(evaluateAlarm(condition, window, previous).state).toBe(state);
  });

  test(`is ${expected} where the samples go through CloudWatch`, () => {
    const slots = slotsOf(recorded, condition);
    const { evaluationPeriods, datapointsToAlarm, op } = recorded.alarm;
    const at = Date.UTC(2026, 0, 1, 12);
    const cloudWatch = new CloudWatch({
      region: 'us-east-1',
      account: '111122223333',
      evaluationRange: slots.length > evaluationPeriods + 2 ? 'long' : 'n+2',
    });
    const created = at - 10 * minute;
    cloudWatch.putMetricAlarm(
      {
        AlarmName: recorded.id,
        Namespace: 'N',
        MetricName: 'M',
        Statistic: 'Sum',
        Period: period(recorded),
        EvaluationPeriods: evaluationPeriods,
        DatapointsToAlarm: datapointsToAlarm ?? undefined,
        Threshold: condition.threshold,
        ComparisonOperator: op,
        TreatMissingData: treatment,
      },
      created,
    );
    cloudWatch.setAlarmState(recorded.id, previous, 'as recorded', created);
    const metric = { namespace: 'N', name: 'M', dimensions: {} };
    slots.forEach(({ value }, index) => {
      const start = at - (index + 1) * period(recorded) * 1000;
      if (value !== undefined) cloudWatch.putMetricData(metric, { timestamp: start, value });
    });
    cloudWatch.evaluate(at);
    expect(cloudWatch.describeAlarms({ names: [recorded.id] })[0]?.state).toBe(state);
  });
});

/** Reasons that were recorded word for word: not those of 2013, and not those that are retold. */
const worded = checkable.filter(({ id, recorded }) => {
  const text =
    'reason' in recorded && recorded.reason !== undefined && 'text' in recorded.reason
      ? recorded.reason.text
      : undefined;
  return text !== undefined && !['sqs-2013', 'relay-2-breaching-ok'].includes(id);
});

test.each(worded)('$id gives its reason in the recorded words', ({ recorded, treatment }) => {
  const condition = conditionOf(recorded, treatment);
  const window = { evaluatedAt: evaluatedAt(recorded), slots: slotsOf(recorded, condition) };
  const previous = (('previousState' in recorded && recorded.previousState) || 'OK') as AlarmState;
  const { reason } = evaluateAlarm(condition, window, previous);
  const text =
    'reason' in recorded && recorded.reason !== undefined && 'text' in recorded.reason ? recorded.reason.text : '';
  for (const part of String(text).split('...')) expect(reason).toContain(part.trim());
});

test('at least the twelve documented and sixteen recorded alarms were replayed', () => {
  expect(new Set(checkable.map(({ id }) => id)).size).toBe(27);
  expect(worded.length).toBeGreaterThanOrEqual(8);
});

test('the recorded anomaly alarm, its band given as data', () => {
  const recorded = cases.find(({ id }) => id === 'lambda-anomaly-alarm');
  const { upper: [upper = Number.NaN] = [] } = (recorded?.reason ?? {}) as { upper?: number[] };
  const [[time, value] = []] = recorded?.datapoints_newest_first ?? [];
  const start = Date.parse(`2024-07-25T${time}Z`);
  const condition = { operator: 'GreaterThanUpperThreshold', evaluationPeriods: 1, datapointsToAlarm: 1 } as const;
  const slots = [{ start, value: Number(value), lower: 0, upper }];
  const { state, reason } = evaluateAlarm(
    condition,
    { evaluatedAt: Date.parse(String(recorded?.evaluatedAt)), slots },
    'OK',
  );
  expect(state).toBe(recorded?.expectState);
  expect(reason).toBe(
    'Thresholds Crossed: 1 out of the last 1 datapoints [239.0 (25/07/24 07:21:00)] was greater than the upper thresholds [225.71426732099445] (minimum 1 datapoint for OK -> ALARM transition).',
  );
});
