import type { Process } from '../../../engine/cloudformation/process';
import type { PipelineRule, PipelineStage } from './definition';
import { nextOpening } from './deployment-window';
import type { StagePorts } from './stage-ports';

const minute = 60_000;

/**
 * Why a stage is not entered; undefined where it is. Waits for alarms to become quiet as long as their rules say, and for
 * windows to open: a condition holds when each of its rules has succeeded, and CodePipeline asks none of them again.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */
export async function entryRefused(
  { Name, BeforeEntry }: PipelineStage,
  ports: StagePorts,
  process: Process,
): Promise<string | undefined> {
  const rules = (BeforeEntry?.Conditions ?? []).flatMap(({ Rules }) => Rules);
  const isOf = (provider: string) => (rule: PipelineRule) => rule.RuleTypeId.Provider === provider;
  // They are asked at once; the window's wait takes nothing from the alarms'.
  const opening = rules.filter(isOf('DeploymentWindow')).map((rule) => openingOf(Name, rule, ports));
  for (const rule of rules.filter(isOf('CloudWatchAlarm'))) {
    const { alarm, isRed, minutes } = alarmOf(rule, ports);
    const end = ports.clock.now() + minutes * minute;
    while (isRed() && ports.clock.now() < end) await process.wait(minute);
    if (isRed()) return `${alarm} is in ${ports.alarmState(alarm)}, after ${minutes} minutes of waiting`;
  }
  const opens = Math.max(0, ...opening.flatMap((at) => at ?? [])) - ports.clock.now();
  if (opens > 0) {
    const detail = `waits for its window: ${new Date(ports.clock.now() + opens).toISOString()}`;
    ports.timeline.record({ at: ports.clock.now(), actor: 'codepipeline', event: `stage ${Name}`, detail });
    await ports.waitUnused(opens, (length) => process.wait(length));
  }
  for (const rule of rules) {
    if (!isOf('CloudWatchAlarm')(rule) && !isOf('DeploymentWindow')(rule)) noteUnplayed(rule, ports);
  }
  return undefined;
}

/** What of a stage that has succeeded fails after all, and what CodePipeline does then. Watches alarms for their rules' time. */
export async function successRefused(
  { OnSuccess }: PipelineStage,
  ports: StagePorts,
  process: Process,
): Promise<{ readonly reason: string; readonly result: string } | undefined> {
  for (const { Rules, Result = 'FAIL' } of OnSuccess?.Conditions ?? []) {
    for (const rule of Rules) {
      if (rule.RuleTypeId.Provider !== 'CloudWatchAlarm') {
        noteUnplayed(rule, ports);
        continue;
      }
      const { alarm, isRed, minutes } = alarmOf(rule, ports);
      const end = ports.clock.now() + minutes * minute;
      while (!isRed() && ports.clock.now() < end) await process.wait(minute);
      if (isRed()) return { reason: `${alarm} is in ${ports.alarmState(alarm)}`, result: Result };
    }
  }
  return undefined;
}

function alarmOf({ Configuration }: PipelineRule, ports: StagePorts) {
  const { AlarmName: alarm = '', AlarmStates = 'ALARM', WaitTime = '0' } = Configuration;
  const states = AlarmStates.split(',').map((state) => state.trim());
  return { alarm, isRed: () => states.includes(ports.alarmState(alarm) ?? 'OK'), minutes: Number(WaitTime) };
}

/** When the window of a rule is open next; undefined where that cannot be told. */
function openingOf(stage: string, { Configuration: { Cron = '', TimeZone } }: PipelineRule, ports: StagePorts) {
  const opening = nextOpening(Cron, TimeZone, ports.clock.now());
  if (opening === undefined) {
    ports.notes.find(
      `When the window of ${stage} (${Cron}, ${TimeZone ?? 'UTC'}) opens is not known here: it opens in no minute of a month, or ` +
        'its expression has L, W or #. It is taken as open.',
    );
  }
  return opening;
}

function noteUnplayed({ Name, RuleTypeId }: PipelineRule, { notes }: StagePorts): void {
  notes.find(`The rule ${Name} (${RuleTypeId.Provider}) is taken to hold; a rehearsal does not play it.`);
}
