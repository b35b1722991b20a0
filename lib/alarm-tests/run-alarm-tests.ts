import type { Millis } from '../engine/clock';
import type { Template } from '../engine/cloudformation';
import { type AlarmTest, metricIdentity, printMetric } from './alarm-test';
import { metricsOfAlarm } from './metrics-of-alarm';
import type { ExpectationOutcome, TestOutcome, UnreadSeries } from './outcome';
import type { ForcedState } from './schema';
import { type AlarmSeen, Simulation } from './simulation';
import type { TemplateAlarm } from './template-alarms';
import { TemplateReader, type TestAlarms, testAlarms } from './test-alarms';
import { printTime } from './time';
import { whyComposite, whyMetric, windowSince } from './why';

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
    for (const { alarm, state } of forced) simulation.force(named(alarms, alarm), state, test.start + at);
    for (const index of expected) outcomes[index] = check(test, alarms, simulation, index);
  }
  return {
    name: test.name,
    ok: outcomes.every(({ ok }) => ok),
    expectations: outcomes,
    unread: unreadSeries(test, alarms),
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

/** An alarm that was found when the test was prepared. */
function named(alarms: TestAlarms, name: string): TemplateAlarm {
  const alarm = alarms.find(name);
  if (alarm === undefined) throw new Error(`No alarm ${name}`);
  return alarm;
}

function check(test: AlarmTest, alarms: TestAlarms, simulation: Simulation, index: number): ExpectationOutcome {
  const expectation = test.expect[index];
  if (expectation === undefined) throw new Error(`No expectation ${index}`);
  const { at, alarm, state, actionsSuppressedBy, reason, actions } = expectation;
  const target = named(alarms, alarm);
  const seen = simulation.seen(target);
  const suppressedBy = simulation.suppressedBy(target);
  const problems: string[] = [];
  if (state !== undefined && state !== seen.state) problems.push(`expected ${state}, but it is ${seen.state}`);
  if (actionsSuppressedBy !== undefined && actionsSuppressedBy !== (suppressedBy ?? 'none'))
    problems.push(
      `expected its actions to be suppressed by ${actionsSuppressedBy}, but ${suppressedBy === undefined ? 'nothing suppresses them' : `${suppressedBy} does`}`,
    );
  if (reason !== undefined && !reason.test(seen.reason()))
    problems.push(`expected a reason like ${String(reason)}, but it is: ${seen.reason()}`);
  if (actions !== undefined && actions !== seen.executed.length > 0)
    problems.push(actions ? noActions(target, seen) : `expected no actions, but it ran ${seen.executed.join(', ')}`);
  const line = problems.length === 0 ? undefined : test.document.placeOf([...test.path, 'expect', index])?.line;
  return {
    at: printTime(at),
    alarm,
    alarmName: target.name,
    ok: problems.length === 0,
    want: {
      ...(state !== undefined && { state }),
      ...(actionsSuppressedBy !== undefined && { actionsSuppressedBy }),
      ...(reason !== undefined && { reason: String(reason) }),
      ...(actions !== undefined && { actions }),
    },
    got: {
      state: seen.state,
      ...(suppressedBy !== undefined && { actionsSuppressedBy: suppressedBy }),
      ...((problems.length > 0 || reason !== undefined) && { reason: seen.reason() }),
      actions: seen.executed,
    },
    problems,
    ...(problems.length === 0 ? { why: [] } : explanation(test, alarms, simulation, target, at)),
    ...(line !== undefined && { line }),
  };
}

function noActions({ properties }: TemplateAlarm, { state, heldBackBy }: AlarmSeen): string {
  if (properties.ActionsEnabled === false) return 'expected actions, but ActionsEnabled is false';
  if (heldBackBy !== undefined) return `expected actions, but ${heldBackBy} held them back`;
  const key = { ALARM: 'AlarmActions', OK: 'OKActions', INSUFFICIENT_DATA: 'InsufficientDataActions' }[state];
  const configured = properties[key];
  if (!Array.isArray(configured) || configured.length === 0)
    return `expected actions, but it has no ${key}: nobody is told of ${state}`;
  return 'expected actions, but its state has not changed';
}

function explanation(
  test: AlarmTest,
  alarms: TestAlarms,
  simulation: Simulation,
  target: TemplateAlarm,
  at: number,
): Pick<ExpectationOutcome, 'why' | 'window'> {
  const { state, since, reason } = simulation.seen(target);
  const history = `${state} since ${printTime(since - test.start)}: ${reason()}`;
  if (target.kind === 'composite') {
    const states = (name: string) => {
      const child = alarms.alarms.find((alarm) => alarm.name === name);
      return child === undefined ? undefined : simulation.seen(child).state;
    };
    return { why: [history, ...whyComposite(target, states)] };
  }
  if (simulation.isHeld(target))
    return { why: [history, 'The test set this state, and no series of the test reaches the alarm.'] };
  const evaluation = simulation.windowOf(target, test.start + at);
  if (evaluation === undefined) return { why: [history, 'It has not been evaluated yet.'] };
  return { why: [history, whyMetric(target, evaluation)], window: windowSince(test.start, evaluation) };
}

function unreadSeries(test: AlarmTest, { alarms }: TestAlarms): UnreadSeries[] {
  const read = new Set(
    alarms.flatMap(({ kind, properties }) => (kind === 'metric' ? metricsOfAlarm(properties).map(metricIdentity) : [])),
  );
  return test.series
    .filter(({ metric }) => !read.has(metricIdentity(metric)))
    .map(({ metric, path }) => ({ metric: printMetric(metric), ...test.document.placeOf(path) }));
}
