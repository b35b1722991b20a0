import type { Instant } from '../../engine/clock';
import { type CodeDeploy, isTerminal, shiftSchedule } from '../../engine/codedeploy';
import type { EventBus } from '../services/events/event-bus';
import type { Foundation } from './foundation';
import type { Release } from './release';

/**
 * How far time may go on while a canary's run that began at `startedAt` is not over for real: its datapoints are read no
 * earlier than the publish delay after it, and until the next fault or shift nothing changes that it could meet. Undefined
 * (time stands) between the start of the release and its first shift, when hooks wait for runs, and where a rule waits for
 * the events of canaries.
 */
export function mattersFrom(
  startedAt: Instant,
  { faults, scenario, metrics }: Foundation,
  release: Release,
  events: EventBus,
  codedeploy: CodeDeploy,
): Instant | undefined {
  const { firstShift } = faults;
  if (events.hasRuleFor('aws.synthetics')) return undefined;
  const readable = startedAt + Math.min(metrics.delayOf('CloudWatchSynthetics'), 60_000);
  if (firstShift === undefined) return release.isUnderWay || readable <= startedAt ? undefined : readable;
  const all = [...scenario.candidate, ...scenario.baseline].flatMap(({ from, until }) => [from, until]);
  const ofFaults = all.flatMap((time) => (typeof time === 'number' ? [firstShift + time] : []));
  const ofShifts = codedeploy
    .listDeployments()
    .filter(({ status, creator }) => !isTerminal(status) && creator === 'user')
    .flatMap(({ group }) => shiftSchedule(group.routing).map(({ after }) => firstShift + after));
  const changes = [...ofFaults, ...ofShifts].filter((at) => at > startedAt);
  const until = Math.min(readable, ...changes);
  return until > startedAt ? until : undefined;
}
