import { InputError } from '../diagnostic';
import type { World } from './world/world';

const hookEvents = { before: 'BeforeAllowTraffic', after: 'AfterAllowTraffic' } as const;

/**
 * A condition that nothing in the assembly answers to changed nothing: the rehearsal would not have shown what was asked.
 * Alarms come into being during the release, so that this is known at its end.
 * @throws InputError for every alarm that there never was
 */
export function refuseUnknownNames({ scenario, alarmNames, codedeploy, timeline, notes }: World): void {
  const known = alarmNames.all();
  const findings = scenario.conditions.flatMap((condition, index) => {
    if (!('alarm' in condition) || known.some((alarm) => alarmNames.isNamed(condition.alarm, alarm))) return [];
    return [
      {
        id: 'scenario/unknown-alarm',
        severity: 'error' as const,
        message: `A condition names the alarm "${condition.alarm}", which the assembly does not have.`,
        ...(scenario.file === undefined ? {} : { file: scenario.file }),
        path: `conditions.${index}`,
        fix: known.length === 0 ? 'Remove it: the assembly has no alarm.' : `Name one of: ${known.join(', ')}.`,
      },
    ];
  });
  if (findings.length > 0) throw new InputError(...findings);
  for (const condition of scenario.conditions) {
    if (!('hook' in condition) || codedeploy.listDeployments().length === 0) continue;
    const event = hookEvents[condition.hook];
    if (timeline.entries(0).some((one) => one.actor === 'hook' && one.event === event)) continue;
    notes.find(`The condition about the hook ${condition.hook} the shift changed nothing: no deployment called one.`);
  }
}
