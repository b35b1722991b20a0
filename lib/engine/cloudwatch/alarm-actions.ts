import type { Instant } from '../clock';
import {
  notSuppressed,
  onCompositeChange,
  onSuppressorChange,
  onTime,
  type SuppressionStep,
} from './action-suppression';
import type { AlarmHistory } from './alarm-event';
import { type AlarmRecord, actionsOf, type CompositeAlarmRecord } from './alarm-record';
import type { MuteRules } from './mute-rules';

/** Runs the actions of alarms, or holds them back: suppressors of composite alarms, and mute rules. */
export class AlarmActions {
  /** Composites inside a wait or extension period. */
  readonly #waiting = new Set<CompositeAlarmRecord>();
  /** Alarms whose actions a mute rule holds back. */
  readonly #muted = new Set<AlarmRecord>();

  constructor(
    private readonly history: AlarmHistory,
    private readonly muteRules: MuteRules,
    private readonly isInAlarm: (name: string) => boolean,
  ) {}

  /** An alarm changed its state. */
  stateChanged(record: AlarmRecord, at: Instant): void {
    if (record.kind === 'MetricAlarm' || record.alarm.suppressor === undefined) {
      this.#act(record, at);
      return;
    }
    const { name, periods } = record.alarm.suppressor;
    this.#apply(record, onCompositeChange(periods, this.isInAlarm(name), at), at);
    const { by } = record.suppression;
    if (by === undefined || actionsOf(record, record.state).length === 0) return;
    this.#held(record, at, `Actions suppressed by ${by}`, by);
  }

  /** The suppressor of this composite went into ALARM, or left it. */
  suppressorChanged(record: CompositeAlarmRecord, at: Instant): void {
    if (record.alarm.suppressor === undefined) return;
    const { name, periods } = record.alarm.suppressor;
    this.#apply(record, onSuppressorChange(record.suppression, periods, this.isInAlarm(name), at), at);
  }

  /** The composite has another suppressor, or none: an active period is discarded. */
  suppressorReplaced(record: CompositeAlarmRecord): void {
    const { suppressor } = record.alarm;
    const inAlarm = suppressor !== undefined && this.isInAlarm(suppressor.name);
    record.suppression = inAlarm ? { by: 'Alarm', owed: false } : notSuppressed;
    this.#waiting.delete(record);
  }

  /** A mute rule was put or deleted: what it no longer holds back runs now. */
  muteRulesChanged(at: Instant): void {
    for (const record of [...this.#muted]) this.#unmute(record, at);
  }

  /** The alarm was deleted. */
  forget(record: AlarmRecord): void {
    this.#muted.delete(record);
    if (record.kind === 'CompositeAlarm') this.#waiting.delete(record);
  }

  /** Ends the periods and mutes that are over: at or before this instant, or strictly before it. */
  timePassed(at: Instant, strictly: boolean): void {
    for (let next = this.#firstEnd(); strictly ? next < at : next <= at; next = this.#firstEnd()) {
      for (const record of [...this.#waiting]) this.#apply(record, onTime(record.suppression, next), next);
      for (const record of [...this.#muted]) this.#unmute(record, next);
    }
  }

  /** When the next period or mute ends, strictly after this instant. */
  nextEnd(after: Instant): Instant {
    return Math.max(this.#firstEnd(), after + 1);
  }

  #firstEnd(): Instant {
    let first = Number.POSITIVE_INFINITY;
    for (const { suppression } of this.#waiting) first = Math.min(first, suppression.until ?? first);
    for (const record of this.#muted) first = Math.min(first, record.mutedUntil ?? first);
    return first;
  }

  #apply(record: CompositeAlarmRecord, step: SuppressionStep, at: Instant): void {
    record.suppression = step.next;
    if (step.next.until === undefined) this.#waiting.delete(record);
    else this.#waiting.add(record);
    if (step.act) this.#act(record, at);
  }

  /** Where a mute has ended: the actions run if the alarm is still in the state in which it was muted. */
  #unmute(record: AlarmRecord, at: Instant): void {
    record.mutedUntil = this.muteRules.mutedUntil(record.name, at);
    if (record.mutedUntil !== undefined) return;
    this.#muted.delete(record);
    if (record.state !== record.mutedState) return;
    if (record.kind === 'CompositeAlarm' && record.suppression.by !== undefined) {
      record.suppression = { ...record.suppression, owed: true };
      return;
    }
    this.#act(record, at);
  }

  #act(record: AlarmRecord, at: Instant): void {
    const actions = actionsOf(record, record.state);
    if (actions.length === 0) return;
    const mutedUntil = this.muteRules.mutedUntil(record.name, at);
    if (mutedUntil !== undefined) {
      record.mutedState = record.state;
      record.mutedUntil = mutedUntil;
      this.#muted.add(record);
      this.#held(record, at, 'Actions muted by an alarm mute rule', 'AlarmMuteRule');
      return;
    }
    this.#muted.delete(record);
    const { name: alarm, arn, state } = record;
    for (const actionArn of actions) {
      const reason = `Successfully executed action ${actionArn}`;
      this.history.add({ at, alarm, arn, type: 'Action', state, reason, actionArn });
    }
  }

  #held(
    { name: alarm, arn, state }: AlarmRecord,
    at: Instant,
    reason: string,
    actionsSuppressedBy: 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm' | 'AlarmMuteRule',
  ): void {
    this.history.add({ at, alarm, arn, type: 'Action', state, reason, actionsSuppressedBy });
  }
}
