import type { Millis } from '../engine/clock';
import type { Template } from '../engine/cloudformation';
import { type AlarmTest, metricIdentity, printMetric } from './alarm-test';
import { checkExpectation } from './check-expectation';
import { metricsOfAlarm } from './metrics-of-alarm';
import type { ExpectationOutcome, TestOutcome, UnreadSeries } from './outcome';
import type { ForcedState } from './schema';
import { Simulation } from './simulation';
import { neededBy } from './template-alarms';
import { TemplateReader, type TestAlarms, testAlarms } from './test-alarms';

/** A test whose alarms CloudWatch takes: it can be run. */
export interface PreparedTest {
  readonly test: AlarmTest;
  readonly alarms: TestAlarms;
}

/**
 * Resolves the alarms of a test.
 * @param given a template that was read already, in place of a file
 * @throws InputError for what CloudFormation or CloudWatch would refuse, and for alarms that do not exist
 */
export function prepareTest(test: AlarmTest, reader = new TemplateReader(), given?: Template): PreparedTest {
  return { test, alarms: testAlarms(test, reader, given) };
}

/** Runs a test in virtual time. The same test gives the same outcome, always. */
export function runTest({ test, alarms }: PreparedTest): TestOutcome {
  const simulation = new Simulation(test, alarms);
  const outcomes: ExpectationOutcome[] = [];
  for (const { at, forced, expected } of moments(test)) {
    simulation.runTo(test.start + at);
    for (const { alarm, state } of forced) simulation.force(alarms.named(alarm), state, test.start + at);
    for (const index of expected) outcomes[index] = checkExpectation(test, alarms, simulation, index);
  }
  return {
    name: test.name,
    ok: outcomes.every(({ ok }) => ok),
    expectations: outcomes,
    unread: unreadSeries(test, alarms),
    unknown: unknownStates(test, alarms),
  };
}

interface Moment {
  readonly at: Millis;
  readonly forced: ForcedState[];
  /** Indices of expectations. */
  readonly expected: number[];
}

/** When something is set or expected, in order; what is set after the last expectation is seen by nobody. */
function moments({ expect, set }: AlarmTest): Moment[] {
  const byTime = new Map<Millis, Moment>();
  const moment = (at: Millis): Moment => {
    const known = byTime.get(at) ?? { at, forced: [], expected: [] };
    byTime.set(at, known);
    return known;
  };
  for (const [index, { at }] of expect.entries()) moment(at).expected.push(index);
  const last = Math.max(...byTime.keys());
  for (const forced of set) if (forced.at <= last) moment(forced.at).forced.push(forced);
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}

/** Alarms that an expectation rests on, whose states nobody said: they watch what is not evaluated here. */
function unknownStates({ initial, set, expect }: AlarmTest, alarms: TestAlarms): string[] {
  const said = new Set([...Object.keys(initial), ...set.map(({ alarm }) => alarm)].map((name) => alarms.find(name)));
  const open = [...new Set(expect.map(({ alarm }) => alarms.find(alarm)))];
  const seen = new Set(open);
  for (let alarm = open.pop(); alarm !== undefined; alarm = open.pop()) {
    for (const name of alarm.kind === 'composite' ? neededBy(alarm) : []) {
      const child = alarms.find(name);
      if (!seen.has(child)) open.push(child);
      seen.add(child);
    }
  }
  return [...seen].flatMap((alarm) =>
    alarm?.watchesElsewhere === undefined || said.has(alarm)
      ? []
      : [`${alarm.logicalId} watches ${alarm.watchesElsewhere}`],
  );
}

function unreadSeries(test: AlarmTest, { alarms }: TestAlarms): UnreadSeries[] {
  const read = new Set(
    alarms.flatMap(({ kind, properties }) => (kind === 'metric' ? metricsOfAlarm(properties).map(metricIdentity) : [])),
  );
  return test.series
    .filter(({ metric }) => !read.has(metricIdentity(metric)))
    .map(({ metric, path }) => ({ metric: printMetric(metric), ...test.document.placeOf(path) }));
}
