import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmTestsFrom, failureLines, prepareTest, runFiles, runTest } from '../../lib/alarm-tests';

const replays = join(__dirname, 'replays');

describe('documented and recorded alarms, as test files', () => {
  const { files, warnings } = runFiles([replays], process.cwd());
  it.each(
    files.flatMap(({ file, tests }) => tests.map((test) => [file.split('/').at(-1), test.name, test] as const)),
  )('%s: %s', (_file, _name, { expectations }) => {
    expect(expectations.flatMap((expectation) => failureLines(expectation))).toEqual(
      expectations.flatMap(({ ok }) => (ok ? [] : ['a failing expectation'])),
    );
    expect(expectations.every(({ ok }) => ok)).toBe(true);
  });
  it('holds no series that no alarm reads', () => expect(warnings).toEqual([]));
});

interface RecordedCase {
  readonly id: string;
  readonly machineCheckable: boolean;
  readonly alarm: {
    readonly period: number | null;
    readonly evaluationPeriods: number;
    readonly datapointsToAlarm: number | null;
    readonly op: string;
    readonly treatMissingData?: string | null;
  };
  readonly slots_oldest_first?: readonly string[];
  readonly evaluationRange?: number;
  readonly previousState?: string | null;
  readonly expectState?: string;
}

/** Recorded alarms whose range is N + 2, with the datapoints that they had then. */
function recorded(): RecordedCase[] {
  const file = join(__dirname, '..', 'conformance', 'alarm-history.json');
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly RecordedCase[] };
  return cases.filter(
    ({ machineCheckable, expectState, slots_oldest_first, evaluationRange = 0, alarm }) =>
      machineCheckable &&
      slots_oldest_first !== undefined &&
      ['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(expectState ?? '') &&
      evaluationRange <= alarm.evaluationPeriods + 2 &&
      // A range that the record shows in part leaves open what was before it: only full windows can be replayed.
      slots_oldest_first.filter((slot) => slot !== '-').length + 2 >= evaluationRange - alarm.evaluationPeriods,
  );
}

describe('alarms recorded in real accounts', () => {
  it.each(recorded().map((each) => [each.id, each] as const))('%s', (_id, {
    alarm,
    slots_oldest_first: slots = [],
    ...rest
  }) => {
    const period = alarm.period ?? 60;
    const below = alarm.op.startsWith('Less');
    const [good, bad] = below ? [5, -5] : [-5, 5];
    const minutes = (slots.length * period) / 60;
    const [test] = alarmTestsFrom({
      interval: period,
      resources: {
        Recorded: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            Namespace: 'Recorded',
            MetricName: 'Value',
            Statistic: 'Sum',
            Period: period,
            EvaluationPeriods: alarm.evaluationPeriods,
            ...(alarm.datapointsToAlarm !== null && { DatapointsToAlarm: alarm.datapointsToAlarm }),
            Threshold: 0,
            ComparisonOperator: alarm.op,
            ...(typeof alarm.treatMissingData === 'string' && { TreatMissingData: alarm.treatMissingData }),
          },
        },
      },
      tests: [
        {
          series: [
            {
              metric: { namespace: 'Recorded', name: 'Value' },
              values: slots.map((slot) => (slot === '-' ? null : slot === 'X' ? bad : good)),
            },
          ],
          ...(typeof rest.previousState === 'string' && {
            set: [{ at: `${minutes - 1}m`, alarm: 'Recorded', state: rest.previousState }],
          }),
          expect: [{ at: `${minutes}m`, alarm: 'Recorded', state: rest.expectState }],
        },
      ],
    });
    const outcome = test === undefined ? undefined : runTest(prepareTest(test));
    expect(outcome?.expectations.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
