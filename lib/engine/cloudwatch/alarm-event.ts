import type { Instant } from '../clock';
import type { SuppressedBy } from './action-suppression';
import type { AlarmState } from './alarm-state';

/** One entry of an alarm's history. */
export interface AlarmEvent {
  readonly at: Instant;
  readonly alarm: string;
  readonly arn: string;
  readonly type: 'StateUpdate' | 'Action' | 'ConfigurationUpdate';
  /** The state before a StateUpdate. */
  readonly previous?: AlarmState;
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData?: unknown;
  /** What an Action executed; absent where its actions were held back. */
  readonly actionArn?: string;
  /** What held an Action back. */
  readonly actionsSuppressedBy?: SuppressedBy | 'AlarmMuteRule';
}

/** Why an alarm is in its state. */
export interface StateReason {
  readonly reason: string;
  readonly reasonData?: unknown;
}

/** The entry for a state that has just changed. Its reason is worded when someone asks. */
export function stateUpdate(
  { name: alarm, arn, state, why }: { name: string; arn: string; state: AlarmState; why: StateReason },
  previous: AlarmState,
  at: Instant,
): AlarmEvent {
  return {
    at,
    alarm,
    arn,
    type: 'StateUpdate',
    previous,
    state,
    get reason() {
      return why.reason;
    },
    get reasonData() {
      return why.reasonData;
    },
  };
}

/** What happened to the alarms, in order. */
export class AlarmHistory {
  readonly #events: AlarmEvent[] = [];
  readonly #byAlarm = new Map<string, AlarmEvent[]>();
  #taken = 0;

  add(event: AlarmEvent): void {
    this.#events.push(event);
    const own = this.#byAlarm.get(event.alarm);
    if (own === undefined) this.#byAlarm.set(event.alarm, [event]);
    else own.push(event);
  }

  /** The events since the last call. */
  take(): AlarmEvent[] {
    const fresh = this.#events.slice(this.#taken);
    this.#taken = this.#events.length;
    return fresh;
  }

  /** @param name @default all alarms */
  of(name?: string): AlarmEvent[] {
    return [...(name === undefined ? this.#events : (this.#byAlarm.get(name) ?? []))];
  }

  /** The state of an alarm just before an instant. */
  stateBefore(name: string, instant: Instant): AlarmState {
    const changes = this.#byAlarm.get(name) ?? [];
    return changes.findLast(({ type, at }) => type === 'StateUpdate' && at < instant)?.state ?? 'INSUFFICIENT_DATA';
  }
}
