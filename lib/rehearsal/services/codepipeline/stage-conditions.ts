import type { Millis } from '../../../engine/clock';
import type { PipelineRule, PipelineStage } from './definition';
import { nextOpening } from './deployment-window';
import type { StagePorts } from './stage-ports';

/** Why a stage is not entered; undefined where it is. Waits for alarms to become quiet as long as their rules say. */
export async function entryRefused(
  { Name, BeforeEntry }: PipelineStage,
  ports: StagePorts,
): Promise<string | undefined> {
  for (const rule of (BeforeEntry?.Conditions ?? []).flatMap(({ Rules }) => Rules)) {
    const provider = rule.RuleTypeId.Provider;
    if (provider === 'CloudWatchAlarm') {
      const { alarm, isRed, minutes } = alarmOf(rule, ports);
      const end = ports.clock.now() + minutes * 60_000;
      while (isRed() && ports.clock.now() < end) await wait(60_000, ports);
      if (isRed()) return `${alarm} is in ${ports.alarmState(alarm)}, after ${minutes} minutes of waiting`;
    } else if (provider === 'DeploymentWindow') noteWindow(Name, rule, ports);
    else noteUnplayed(rule, ports);
  }
  return undefined;
}

/** What of a stage that has succeeded fails after all, and what CodePipeline does then. Watches alarms for their rules' time. */
export async function successRefused(
  { OnSuccess }: PipelineStage,
  ports: StagePorts,
): Promise<{ readonly reason: string; readonly result: string } | undefined> {
  for (const { Rules, Result = 'FAIL' } of OnSuccess?.Conditions ?? []) {
    for (const rule of Rules) {
      if (rule.RuleTypeId.Provider !== 'CloudWatchAlarm') {
        noteUnplayed(rule, ports);
        continue;
      }
      const { alarm, isRed, minutes } = alarmOf(rule, ports);
      const end = ports.clock.now() + minutes * 60_000;
      while (!isRed() && ports.clock.now() < end) await wait(60_000, ports);
      if (isRed()) return { reason: `${alarm} is in ${ports.alarmState(alarm)}`, result: Result };
    }
  }
  return undefined;
}

/** Lets virtual time pass. */
export async function wait(length: Millis, { clock, drive }: StagePorts): Promise<void> {
  let isOver = false;
  clock.after(length, () => {
    isOver = true;
  });
  await drive(() => isOver);
}

function alarmOf({ Configuration }: PipelineRule, ports: StagePorts) {
  const { AlarmName: alarm = '', AlarmStates = 'ALARM', WaitTime = '0' } = Configuration;
  const states = AlarmStates.split(',').map((state) => state.trim());
  return { alarm, isRed: () => states.includes(ports.alarmState(alarm) ?? 'OK'), minutes: Number(WaitTime) };
}

function noteWindow(stage: string, { Configuration: { Cron = '', TimeZone } }: PipelineRule, ports: StagePorts): void {
  const now = ports.clock.now();
  const opening = nextOpening(Cron, TimeZone, now);
  if (opening === now) return;
  const when = opening === undefined ? 'at no time that is known here' : `at ${new Date(opening).toISOString()}`;
  ports.notes.find(
    `The window of ${stage} (${Cron}, ${TimeZone ?? 'UTC'}) is not open: a release waits, and enters ${when}. ` +
      'The wait is not played.',
  );
}

function noteUnplayed({ Name, RuleTypeId }: PipelineRule, { notes }: StagePorts): void {
  notes.find(`The rule ${Name} (${RuleTypeId.Provider}) is taken to hold; a rehearsal does not play it.`);
}
