import type { Instant } from '../clock';
import type { MuteRuleProperties } from './alarm-properties';
import { type MuteSchedule, muteSchedule } from './mute-schedule';

/** The alarm mute rules of an account: they hold back the actions of their targets while they are active. */
export class MuteRules {
  readonly #rules = new Map<string, { readonly targets: ReadonlySet<string>; readonly schedule: MuteSchedule }>();

  put(properties: MuteRuleProperties): void {
    const targets = new Set(properties.MuteTargets?.AlarmNames ?? []);
    this.#rules.set(properties.Name, { targets, schedule: muteSchedule(properties) });
  }

  delete(name: string): boolean {
    return this.#rules.delete(name);
  }

  /** Until when the actions of an alarm are muted; undefined where they are not. Overlapping rules add up. */
  mutedUntil(alarm: string, at: Instant): Instant | undefined {
    let until: Instant | undefined;
    for (const { targets, schedule } of this.#rules.values()) {
      if (!targets.has(alarm)) continue;
      const end = schedule.activeUntil(at);
      if (end !== undefined) until = Math.max(until ?? end, end);
    }
    return until;
  }
}
