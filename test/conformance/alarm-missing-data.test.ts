import { type AlarmState, evaluateAlarm, type TreatMissingData, type WindowSlot } from '../../lib/engine/cloudwatch';
import { tables } from './alarm-missing-data.json';

const treatments: readonly TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const states: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const evaluatedAt = Date.UTC(2026, 0, 1, 12);

const cases = tables.flatMap((rows) =>
  rows.flatMap((row) => treatments.map((treatment) => ({ row, treatment, name: row.datapoints.join(' ') }))),
);

describe.each(cases)("the user guide's row $name, $treatment", ({ row, treatment }) => {
  const length = row.period * 1000;
  const slots = row.datapoints.toReversed().map((shown, index): WindowSlot => {
    const start = evaluatedAt - (index + 1) * length;
    return shown === '-' ? { start } : { start, value: shown === 'X' ? 1 : 0 };
  });

  test.each(states)('from %s', (previous) => {
    const { evaluationPeriods, datapointsToAlarm } = row;
    const condition = {
      operator: 'GreaterThanThreshold',
      threshold: 0,
      evaluationPeriods,
      datapointsToAlarm,
      treatMissingData: treatment,
    } as const;
    const expected = row.expect[treatment];
    const { state } = evaluateAlarm(condition, { evaluatedAt, slots }, previous);
    expect(state).toBe(expected === 'RETAIN' ? previous : expected);
  });
});
