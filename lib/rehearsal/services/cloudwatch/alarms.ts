import type { Instant, VirtualClock } from '../../../engine/clock';
import type { AlarmEvent, AlarmState, CloudWatch } from '../../../engine/cloudwatch';
import type { Condition } from '../../scenario';

export interface AlarmsPorts {
  readonly clock: VirtualClock;
  readonly cloudwatch: CloudWatch;
  /** Alarms that the scenario holds in a state. */
  readonly held: readonly Extract<Condition, { alarm: string }>[];
  /** Whether a name in the scenario means this alarm. */
  isNamed(name: string, alarm: string): boolean;
  firstShift(): Instant | undefined;
  /** What happened to alarms in one task, states that were only passed through left out. */
  happened(events: readonly AlarmEvent[]): void;
  /** While true, alarms are not evaluated: only the deadline of a silent hook is awaited. */
  paused(): boolean;
}

/** Has the alarms evaluated when they are due, and holds those that the scenario wants in a state. */
export class Alarms {
  #cancel: () => void = () => {};
  #scheduledFor = Number.POSITIVE_INFINITY;
  #told = 0;

  constructor(private readonly ports: AlarmsPorts) {}

  /** Alarms are created, changed or set by hand: their events are told, and the next evaluation is planned. */
  change(change: () => void): void {
    const before = this.#states();
    change();
    const isHeld = this.#hold();
    const fresh = this.ports.cloudwatch.history().slice(this.#told);
    this.#told += fresh.length;
    const after = isHeld ? this.#states() : before;
    // An alarm that is held returns to its state in the same task: nobody can have seen it elsewhere.
    const told = isHeld
      ? fresh.filter((e) => e.type !== 'StateUpdate' || before.get(e.alarm) !== after.get(e.alarm))
      : fresh;
    if (told.length > 0) this.ports.happened(told);
    this.#plan();
  }

  state(alarm: string): AlarmState | undefined {
    return this.ports.cloudwatch.describeAlarms({ names: [alarm] })[0]?.state;
  }

  stop(): void {
    this.#cancel();
  }

  #evaluate(): void {
    this.#scheduledFor = Number.POSITIVE_INFINITY;
    if (this.ports.paused()) this.#plan();
    else this.change(() => this.ports.cloudwatch.evaluate(this.ports.clock.now()));
  }

  /** Returns whether an alarm had to be put back into the state in which the scenario holds it. */
  #hold(): boolean {
    const { cloudwatch, clock } = this.ports;
    let isHeld = false;
    for (const { alarm: name, state, until } of this.ports.held) {
      const shift = this.ports.firstShift();
      if (until !== undefined && shift !== undefined && clock.now() >= shift + until) continue;
      for (const alarm of cloudwatch.describeAlarms()) {
        if (alarm.state === state || !this.ports.isNamed(name, alarm.name)) continue;
        cloudwatch.setAlarmState(alarm.name, state, 'Set by hand: the scenario holds it there.', clock.now());
        isHeld = true;
      }
    }
    return isHeld;
  }

  #states(): ReadonlyMap<string, AlarmState> {
    return new Map(this.ports.cloudwatch.describeAlarms().map(({ name, state }) => [name, state]));
  }

  #plan(): void {
    const { clock, cloudwatch } = this.ports;
    const next = cloudwatch.nextEvaluation(clock.now());
    if (next === this.#scheduledFor || !Number.isFinite(next)) return;
    this.#cancel();
    this.#scheduledFor = next;
    this.#cancel = clock.at(next, () => this.#evaluate());
  }
}
