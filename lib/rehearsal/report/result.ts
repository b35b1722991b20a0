import type { Instant } from '../../engine/clock';
import type { StackResult } from '../../engine/cloudformation';
import type { Ledger } from '../traffic/ledger';
import type { World } from '../world/world';
import { compare } from './expectations';
import { failuresIn } from './failures';
import { outcomeRunbook } from './outcome-runbook';
import { type Promotion, verdictOfStage } from './promotion';
import type { AlarmTrack, CanaryRunReport, PublishedReport, Rehearsal } from './rehearsal';
import type { ReleaseDeployment } from './release-deployment';
import { secondsBetween } from './timeline';
import type { AlarmAtStop } from './tripped';
import { firstStopped, verdictOf } from './verdict';

/** How the release ended, as CloudFormation tells it. */
export interface Ending {
  /** What the pipeline's stage made of it. */
  readonly promotion?: Promotion;
  /** The alarms that one of its gates failed for. */
  readonly trigger?: readonly AlarmAtStop[];
  readonly stack?: StackResult;
  readonly refused?: string;
  readonly releaseStart: Instant;
}

/** Puts together what a rehearsal returns. */
export function rehearsalOf(world: World, ledger: Ledger, ending: Ending, realMs: number): Rehearsal {
  const { scenario, clock, codedeploy, serving, faults, timeline, notes } = world;
  const { releaseStart } = ending;
  const all: readonly ReleaseDeployment[] = [...codedeploy.listDeployments(), ...serving.deployments()].filter(
    ({ createTime }) => createTime >= releaseStart,
  );
  const deployments = all.filter(({ creator }) => creator === 'user');
  const stopped = firstStopped(deployments);
  const deployment = stopped ?? deployments.at(-1);
  const origin = faults.firstShift ?? deployment?.createTime ?? releaseStart;
  const requests = ledger.requests;
  const { promotion } = ending;
  const atGate = promotion?.status === 'stopped' ? (ending.trigger ?? []) : undefined;
  const trigger = (atGate ?? world.alarmsAtStop.get(stopped?.id ?? '') ?? []).map(
    ({ alarm, reason, since, runbook }) => {
      const logicalId = world.alarmNames.logicalIdOf(alarm);
      return {
        alarm,
        ...(logicalId === undefined ? {} : { logicalId }),
        reason,
        at: secondsBetween(origin, since),
        ...(runbook === undefined ? {} : { runbook }),
      };
    },
  );
  const rollback = stopped && all.find(({ rollbackOf }) => rollbackOf === stopped.id);
  const hookReason = [...world.hooks.reasons, ...serving.hooks.reasons].at(-1);
  const ofDeployment = verdictOf({
    stack: ending.stack,
    ...(ending.refused === undefined ? {} : { refused: ending.refused }),
    deployments,
    isAtBaseline: world.compute.release.isAtBaseline,
    ...(rollback === undefined ? {} : { rollback }),
    failures: ending.stack === undefined ? [] : failuresIn(ending.stack, timeline, releaseStart),
    trigger,
    requests,
    ...(hookReason === undefined ? {} : { hookReason }),
  });
  const isAtBaseline = world.compute.release.isAtBaseline;
  const verdict = promotion === undefined ? ofDeployment : verdictOfStage(ofDeployment, promotion, isAtBaseline);
  const runbook = outcomeRunbook(verdict, stopped?.error?.code, world.cloudwatch.describeAlarms());
  const ends = all.flatMap(({ completeTime, status }) =>
    completeTime !== undefined && ['Succeeded', 'Failed', 'Stopped'].includes(status) ? [completeTime] : [],
  );
  const exposure =
    faults.firstShift === undefined ? undefined : Math.max(faults.firstShift, ...ends) - faults.firstShift;
  const expectations = compare(scenario.expect, {
    ...verdict,
    ...(promotion?.gate === undefined ? {} : { gate: promotion.gate }),
    trigger: trigger.map(({ alarm }) => alarm),
    isTriggered: (name) => trigger.some(({ alarm }) => world.alarmNames.isNamed(name, alarm)),
    exposure,
    requests,
  });
  const isExpected = expectations.every(({ ok }) => ok);
  const runs = canaryRuns(world, origin, releaseStart);
  const measured = requests.candidate > 0 || runs.length > 0;
  const isSound =
    verdict.outcome === 'rolled-back' ||
    (verdict.outcome === 'succeeded' && (measured || scenario.traffic.requestsPerMinute === 0));
  return {
    name: scenario.name,
    ...(scenario.file === undefined ? {} : { file: scenario.file }),
    // Without a word about the outcome, a template that is refused is no success, nor is a release that nothing measured.
    ok: isExpected && (isSound || scenario.expect.outcome !== undefined),
    ...verdict,
    ...(runbook === undefined ? {} : { runbook }),
    measured,
    ...(promotion === undefined ? {} : { promotion }),
    trigger,
    ...(deployment === undefined
      ? {}
      : {
          deployment: {
            id: deployment.id,
            status: deployment.ownStatus ?? deployment.status,
            // Codes are CodeDeploy's alone.
            ...(deployment.error === undefined || deployment.ownStatus !== undefined
              ? {}
              : { errorCode: deployment.error.code }),
            ...(deployment.error === undefined ? {} : { message: deployment.error.message }),
          },
        }),
    requests,
    timeline: timeline
      .entries(origin)
      .filter(({ actor, t }) => actor === 'cloudwatch' || t >= secondsBetween(origin, releaseStart)),
    expectations,
    assumptions: notes.assumptions,
    findings: notes.findings,
    traffic: ledger.minutes(origin),
    alarms: alarmTracks(world, origin),
    canaryRuns: runs,
    messages: messages(world, origin, releaseStart),
    durations: {
      virtual: Math.round((clock.now() - scenario.assumptions.epoch) / 1_000),
      real: Math.round(realMs / 100) / 10,
    },
  };
}

function alarmTracks({ cloudwatch, alarmNames }: World, origin: Instant): readonly AlarmTrack[] {
  const history = cloudwatch.history().filter(({ type }) => type === 'StateUpdate');
  return [...new Set(history.map(({ alarm }) => alarm))].map((alarm) => ({
    alarm,
    composite: alarmNames.isComposite(alarm),
    changes: history
      .filter((event) => event.alarm === alarm)
      .map(({ at, state, reason }) => ({ t: secondsBetween(origin, at), state, reason })),
  }));
}

function messages({ messaging }: World, origin: Instant, from: Instant): readonly PublishedReport[] {
  return messaging.topics.messages
    .filter(({ at }) => at >= from)
    .map(({ at, topicArn, subject, message }) => ({
      t: secondsBetween(origin, at),
      topic: topicArn.split(':').at(-1) ?? topicArn,
      ...(subject === undefined ? {} : { subject }),
      text: message,
    }));
}

function canaryRuns({ observation }: World, origin: Instant, from: Instant): readonly CanaryRunReport[] {
  return [...observation.canaries.all()]
    .flatMap(({ configuration, runs }) =>
      runs.flatMap(({ startedAt, result }) => {
        if (result === undefined || startedAt < from) return [];
        const { status, stateReason, durationMs, steps } = result;
        return [
          {
            canary: configuration.name,
            t: secondsBetween(origin, startedAt),
            status,
            ...(stateReason === undefined ? {} : { reason: stateReason }),
            durationMs,
            steps: steps.map(({ name, status: stepStatus, failureReason }) => ({
              name,
              status: stepStatus,
              ...(failureReason === undefined ? {} : { failureReason }),
            })),
            screenshots: steps.flatMap((step) => (step.status === 'FAILED' ? step.screenshots : [])),
          },
        ];
      }),
    )
    .sort((a, b) => a.t - b.t);
}
