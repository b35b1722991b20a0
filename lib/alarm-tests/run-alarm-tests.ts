import type { Template } from '../engine/cloudformation';
import { type AlarmTest, metricIdentity, printMetric } from './alarm-test';
import { metricsOfAlarm } from './metrics-of-alarm';
import type { ExpectationOutcome, TestOutcome, UnreadSeries } from './outcome';
import type { Expectation } from './schema';
import { Simulation } from './simulation';
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
  const outcomes = new Map<Expectation, ExpectationOutcome>();
  for (const moment of moments(test)) {
    simulation.runTo(test.start + moment);
    for (const { at, alarm, state } of test.set) {
      const target = alarms.find(alarm);
      if (at === moment && target !== undefined) simulation.force(target, state, test.start + at);
    }
    for (const [index, expectation] of test.expect.entries())
      if (expectation.at === moment) outcomes.set(expectation, check(test, alarms, simulation, expectation, index));
  }
  const expectations = test.expect.flatMap((expectation) => outcomes.get(expectation) ?? []);
  return { name: test.name, ok: expectations.every(({ ok }) => ok), expectations, unread: unreadSeries(test, alarms) };
}

function moments({ expect, set }: AlarmTest): number[] {
  const last = Math.max(...expect.map(({ at }) => at));
  const all = new Set([...expect, ...set].map(({ at }) => at).filter((at) => at <= last));
  return [...all].sort((a, b) => a - b);
}

function check(
  test: AlarmTest,
  alarms: TestAlarms,
  simulation: Simulation,
  expectation: Expectation,
  index: number,
): ExpectationOutcome {
  const { at, alarm, state, actionsSuppressedBy, reason, actions } = expectation;
  const target = alarms.find(alarm);
  if (target === undefined) throw new Error(`No alarm ${alarm}`);
  const { state: gotState, stateReason, actionsSuppressedBy: gotSuppressedBy } = simulation.describe(target);
  const acted = simulation.actionsOf(target);
  const problems: string[] = [];
  if (state !== undefined && state !== gotState) problems.push(`expected ${state}, but it is ${gotState}`);
  if (actionsSuppressedBy !== undefined && actionsSuppressedBy !== (gotSuppressedBy ?? 'none'))
    problems.push(
      `expected its actions to be suppressed by ${actionsSuppressedBy}, but ${gotSuppressedBy === undefined ? 'nothing suppresses them' : `${gotSuppressedBy} does`}`,
    );
  if (reason !== undefined && !reason.test(stateReason))
    problems.push(`expected a reason like ${String(reason)}, but it is: ${stateReason}`);
  if (actions !== undefined && actions !== acted.executed.length > 0)
    problems.push(
      actions
        ? noActions(target, gotState, acted.heldBackBy)
        : `expected no actions, but it ran ${acted.executed.join(', ')}`,
    );
  const line = test.document.placeOf([...test.path, 'expect', index])?.line;
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
      state: gotState,
      ...(gotSuppressedBy !== undefined && { actionsSuppressedBy: gotSuppressedBy }),
      reason: stateReason,
      actions: acted.executed,
    },
    problems,
    ...(problems.length === 0 ? { why: [] } : explanation(test, alarms, simulation, target, at)),
    ...(line !== undefined && { line }),
  };
}

function noActions({ properties }: TemplateAlarm, state: string, heldBackBy: string | undefined): string {
  if (properties.ActionsEnabled === false) return 'expected actions, but ActionsEnabled is false';
  if (heldBackBy !== undefined) return `expected actions, but ${heldBackBy} held them back`;
  const key = { ALARM: 'AlarmActions', OK: 'OKActions' }[state] ?? 'InsufficientDataActions';
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
  const { state, stateReason, stateTransitionedAt } = simulation.describe(target);
  const since = Math.max(0, stateTransitionedAt - test.start);
  const history = `${state} since ${printTime(since)}: ${stateReason}`;
  if (target.kind === 'composite') {
    const states = (name: string) => {
      const child = alarms.alarms.find((alarm) => alarm.name === name);
      return child === undefined ? undefined : simulation.describe(child).state;
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
