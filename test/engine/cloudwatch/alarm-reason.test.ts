import {
  type AlarmCondition,
  type AlarmState,
  evaluateAlarm,
  printReasonData,
  type WindowSlot,
} from '../../../lib/engine/cloudwatch';
import { cloudwatch_reason as forms } from '../../conformance/message-formats.json';

const evaluatedAt = Date.UTC(2026, 0, 21, 20, 22, 54, 408);
const minute = 60_000;

/** Newest first; undefined: missing. */
function evaluate(
  condition: Partial<AlarmCondition>,
  values: readonly (number | undefined)[],
  previous: AlarmState = 'OK',
) {
  const slots = values.map((value, index): WindowSlot => {
    const start = Math.floor(evaluatedAt / minute) * minute - (index + 1) * minute;
    return value === undefined ? { start } : { start, value, sampleCount: 1 };
  });
  const whole: AlarmCondition = { operator: 'GreaterThanThreshold', threshold: 0, evaluationPeriods: 1, ...condition };
  return evaluateAlarm(whole, { evaluatedAt, slots }, previous);
}

const reason = (...input: Parameters<typeof evaluate>) => evaluate(...input).reason;

describe('the short form, where DatapointsToAlarm is not given', () => {
  test('one datapoint that breaches', () => {
    expect(reason({}, [3])).toBe(
      'Threshold Crossed: 1 datapoint [3.0 (21/01/26 20:21:00)] was greater than the threshold (0.0).',
    );
  });

  test('several, newest first', () => {
    expect(reason({ evaluationPeriods: 2, threshold: 1.5 }, [4.25, 3])).toBe(
      'Threshold Crossed: 2 datapoints [4.25 (21/01/26 20:21:00), 3.0 (21/01/26 20:20:00)] were greater than the threshold (1.5).',
    );
  });

  test('one that does not breach', () => {
    expect(reason({ threshold: 60 }, [0.2872183414376726], 'INSUFFICIENT_DATA')).toBe(
      'Threshold Crossed: 1 datapoint [0.2872183414376726 (21/01/26 20:21:00)] was not greater than the threshold (60.0).',
    );
  });
});

describe('the long form, where it is given', () => {
  test('to ALARM', () => {
    expect(reason({ evaluationPeriods: 3, datapointsToAlarm: 2 }, [3, 0, 4])).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [3.0 (21/01/26 20:21:00), 4.0 (21/01/26 20:19:00)] were greater than the threshold (0.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
  });

  test('to OK, only the datapoints that do not breach', () => {
    expect(reason({ evaluationPeriods: 3, datapointsToAlarm: 3, threshold: 0.1 }, [0, 2, 2], 'ALARM')).toBe(
      'Threshold Crossed: 1 out of the last 3 datapoints [0.0 (21/01/26 20:21:00)] was not greater than the threshold (0.1) (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });
});

test.each(Object.entries(forms.op_phrases))('%s is worded "%s"', (operator, phrase) => {
  const text = reason({ operator: operator as AlarmCondition['operator'] }, [operator.startsWith('Less') ? -1 : 1]);
  expect(text).toContain(` was ${phrase} the threshold (0.0).`);
});

describe('missing data', () => {
  test('of all periods', () => {
    const none = [undefined, undefined, undefined, undefined];
    expect(reason({ evaluationPeriods: 2, treatMissingData: 'breaching' }, none)).toBe(
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    );
    expect(reason({ treatMissingData: 'notBreaching' }, none)).toBe(
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    );
    expect(reason({ treatMissingData: 'missing' }, none)).toBe('Insufficient Data: 1 datapoint was unknown.');
    expect(reason({ evaluationPeriods: 3 }, none)).toBe('Insufficient Data: 3 datapoints were unknown.');
  });

  test('of most, as recorded', () => {
    const condition = {
      operator: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      evaluationPeriods: 20,
      datapointsToAlarm: 1,
      treatMissingData: 'notBreaching',
    } as const;
    expect(reason(condition, [613, ...Array.from({ length: 21 }, () => undefined)])).toBe(
      'Threshold Crossed: 1 out of the last 20 datapoints [613.0 (21/01/26 20:21:00)] was greater than or equal to the threshold (1.0) and 19 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).',
    );
  });

  test('of some', () => {
    const breaching = { evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: 'breaching' } as const;
    expect(reason(breaching, [undefined, 3, undefined, undefined, undefined])).toBe(
      'Threshold Crossed: 1 out of the last 3 datapoints [3.0 (21/01/26 20:20:00)] was greater than the threshold (0.0) and 2 missing datapoints were treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(reason(breaching, [undefined, 0, undefined, undefined, undefined])).toBe(
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    );
  });
});

describe('an anomaly band', () => {
  const band = (value: number): WindowSlot => ({
    start: Date.UTC(2021, 5, 27, 13, 52),
    value,
    lower: 0.4129373661576242,
    upper: 0.4700330400585261,
  });
  const text = (operator: AlarmCondition['operator'], value: number) =>
    evaluateAlarm(
      { operator, evaluationPeriods: 1, datapointsToAlarm: 1 },
      { evaluatedAt, slots: [band(value)] },
      'ALARM',
    ).reason;

  test('inside it', () => {
    expect(text('LessThanLowerOrGreaterThanUpperThreshold', 0.46522264287069004)).toBe(
      'Thresholds Crossed: 1 out of the last 1 datapoints [0.46522264287069004 (27/06/21 13:52:00)] was not less than the lower thresholds [0.4129373661576242] or not greater than the upper thresholds [0.4700330400585261] (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });

  test('above it', () => {
    expect(text('GreaterThanUpperThreshold', 0.5)).toBe(
      'Thresholds Crossed: 1 out of the last 1 datapoints [0.5 (27/06/21 13:52:00)] was greater than the upper thresholds [0.4700330400585261] (minimum 1 datapoint for OK -> ALARM transition).',
    );
  });

  test('below it', () => {
    expect(text('LessThanLowerThreshold', 0.1)).toContain(' was less than the lower thresholds [0.4129373661576242] (');
  });
});

test('the data of a reason: recent datapoints oldest first, evaluated ones newest first', () => {
  const condition = {
    evaluationPeriods: 3,
    treatMissingData: 'breaching',
    period: 60,
    statistic: 'Sum',
    unit: 'Count',
  } as const;
  expect(evaluate(condition, [3, undefined, 4, undefined, undefined]).reasonData).toEqual({
    version: '1.0',
    queryDate: '2026-01-21T20:22:54.408+0000',
    startDate: '2026-01-21T20:19:00.000+0000',
    unit: 'Count',
    statistic: 'Sum',
    period: 60,
    recentDatapoints: [4, 3],
    threshold: 0,
    evaluatedDatapoints: [
      { timestamp: '2026-01-21T20:21:00.000+0000', sampleCount: 1, value: 3 },
      { timestamp: '2026-01-21T20:20:00.000+0000' },
      { timestamp: '2026-01-21T20:19:00.000+0000', sampleCount: 1, value: 4 },
    ],
  });
});

test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [100, '100.0'],
  [15.398333333333332, '15.398333333333332'],
  [0.001, '0.001'],
  [0.0001, '1.0E-4'],
  [0.00012, '1.2E-4'],
  [9999999, '9999999.0'],
  [10_000_000, '1.0E7'],
  [123456789.5, '1.234567895E8'],
  [-2.5e21, '-2.5E21'],
])('%d is printed as Java prints it: %s', (value, printed) => {
  expect(reason({ threshold: -1e30 }, [value])).toContain(`[${printed} (`);
});

test('the data as text has its numbers as Java prints them, and is JSON', () => {
  const { reasonData } = evaluate({ period: 60, statistic: 'Sum' }, [3, undefined]);
  const text = printReasonData(reasonData);
  expect(text).toBe(
    '{"version":"1.0","queryDate":"2026-01-21T20:22:54.408+0000","startDate":"2026-01-21T20:21:00.000+0000","statistic":"Sum","period":60,"recentDatapoints":[3.0],"threshold":0.0,"evaluatedDatapoints":[{"timestamp":"2026-01-21T20:21:00.000+0000","sampleCount":1.0,"value":3.0}]}',
  );
  expect(JSON.parse(text)).toEqual(reasonData);
});
