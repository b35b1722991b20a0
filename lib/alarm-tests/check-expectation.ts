import type { AlarmTest } from './alarm-test';
import type { ExpectationOutcome } from './outcome';
import type { AlarmSeen, Simulation } from './simulation';
import type { TemplateAlarm } from './template-alarms';
import type { TestAlarms } from './test-alarms';
import { printTime } from './time';
import { whyComposite, whyMetric, windowSince } from './why';

/** Compares an alarm with what is expected of it, at the moment that the simulation has reached. */
export function checkExpectation(
  test: AlarmTest,
  alarms: TestAlarms,
  simulation: Simulation,
  index: number,
): ExpectationOutcome {
  const expectation = test.expect[index];
  if (expectation === undefined) throw new Error(`No expectation ${index}`);
  const { at, alarm, state, actionsSuppressedBy, reason, actions } = expectation;
  const target = alarms.named(alarm);
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
  if (simulation.isHeld(target)) return { why: [history, heldSentence(target)] };
  const evaluation = simulation.windowOf(target, test.start + at);
  if (evaluation === undefined) return { why: [history, 'It has not been evaluated yet.'] };
  return { why: [history, whyMetric(target, evaluation)], window: windowSince(test.start, evaluation) };
}

function heldSentence({ watchesElsewhere }: TemplateAlarm): string {
  return watchesElsewhere === undefined
    ? 'The test set this state, and no series of the test reaches the alarm.'
    : `It watches ${watchesElsewhere}, which is not evaluated here: its state is what the test says in initial and set.`;
}
