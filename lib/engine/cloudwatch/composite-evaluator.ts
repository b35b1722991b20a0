import type { Instant } from '../clock';
import { AlarmError } from './alarm-error';
import type { StateReason } from './alarm-event';
import type { CompositeAlarmRecord } from './alarm-record';
import type { AlarmRegistry } from './alarm-registry';
import type { AlarmState } from './alarm-state';
import { dataDate, longDate } from './aws-time';
import { type CompositeAlarm, compositeState, triggeringAlarms } from './composite-alarm';
import { CompositeGraph } from './composite-graph';

/** How many composite alarms may mention one alarm. */
const mostParents = 150;

/** Writes a changed state, with its reason. */
export type ChangeState = (record: CompositeAlarmRecord, state: AlarmState, why: StateReason, at: Instant) => void;

/**
 * Evaluates composite alarms when a child changes its state, and when they are put: never on a timer.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export class CompositeEvaluator {
  readonly #graph = new CompositeGraph();
  readonly #bySuppressor = new Map<string, Set<CompositeAlarmRecord>>();

  constructor(
    private readonly alarms: AlarmRegistry,
    private readonly change: ChangeState,
  ) {}

  /** @throws AlarmError where a child has as many parents as CloudWatch allows */
  checkParents(composite: string, alarm: CompositeAlarm): void {
    for (const child of alarm.names.values()) {
      const parents = this.#graph.dependentsOf(child).filter((parent) => parent !== composite);
      if (parents.length < mostParents) continue;
      throw new AlarmError(
        `Alarm ${child} is in ${mostParents} composite alarms already: no more are allowed`,
        'AlarmRule',
      );
    }
  }

  put(record: CompositeAlarmRecord): void {
    this.#graph.set(record.name, [...new Set(record.alarm.names.values())]);
    this.#forgetSuppressor(record.name);
    const suppressor = record.alarm.suppressor?.name;
    if (suppressor === undefined) return;
    this.#bySuppressor.set(suppressor, (this.#bySuppressor.get(suppressor) ?? new Set()).add(record));
  }

  delete(name: string): void {
    this.#graph.delete(name);
    this.#forgetSuppressor(name);
  }

  /** Whether a composite's rule mentions this alarm, or a composite has it as its suppressor. */
  hasDependents(name: string): boolean {
    return this.#graph.dependentsOf(name).length > 0 || this.suppressedBy(name).length > 0;
  }

  /** The composites whose actions suppressor this alarm is. */
  suppressedBy(name: string): readonly CompositeAlarmRecord[] {
    return [...(this.#bySuppressor.get(name) ?? [])];
  }

  /** Evaluates a composite that was created or updated. Returns whether it changed. */
  evaluateNew(record: CompositeAlarmRecord, created: boolean, at: Instant): boolean {
    if (this.#graph.isCyclic(record.name)) return false;
    const state = compositeState(record.alarm, (name) => this.alarms.stateOf(name));
    if (state === record.state) return false;
    const what = created ? 'was created and its alarm rule' : 'was updated and its new alarm rule';
    const reason = `${record.arn} ${what} evaluates to ${state}`;
    this.change(record, state, { reason, reasonData: this.#data(record, state, []) }, at);
    return true;
  }

  /** Evaluates what depends on alarms that changed, and what depends on that in turn. */
  propagate(changedAlarms: readonly string[], at: Instant): void {
    const changed = new Set(changedAlarms);
    for (const name of this.#graph.affectedBy(changedAlarms)) {
      const record = this.alarms.get(name);
      if (record?.kind !== 'CompositeAlarm') continue;
      const children = [...new Set(record.alarm.names.values())].filter((child) => changed.has(child));
      if (children.length === 0) continue;
      const state = compositeState(record.alarm, (child) => this.alarms.stateOf(child));
      if (state === record.state) continue;
      const reasonData = this.#data(record, state, children);
      const triggering = reasonData.triggeringAlarms.map(({ arn }) => arn);
      const changedRecords = children.flatMap((child) => this.alarms.get(child) ?? []);
      const cause = changedRecords.find(({ arn }) => triggering.includes(arn)) ?? changedRecords[0];
      const reason = `${cause?.arn} transitioned to ${cause?.state} at ${longDate(at)}`;
      this.change(record, state, { reason, reasonData }, at);
      changed.add(name);
    }
  }

  /** In ALARM: the children that make the rule hold; otherwise the children that changed. */
  #data(record: CompositeAlarmRecord, state: AlarmState, changed: readonly string[]) {
    const { rule, names } = record.alarm;
    const stateOf = (reference: string) => this.alarms.stateOf(names.get(reference) ?? reference);
    const triggering = triggeringAlarms(rule, stateOf).map((reference) => names.get(reference) ?? reference);
    const shown = [...new Set(state === 'ALARM' ? triggering : changed)].flatMap((name) => this.alarms.get(name) ?? []);
    return {
      triggeringAlarms: shown.map((child) => ({
        arn: child.arn,
        state: { value: child.state, timestamp: dataDate(child.transitionedAt) },
      })),
    };
  }

  #forgetSuppressor(composite: string): void {
    for (const records of this.#bySuppressor.values()) {
      for (const record of records) if (record.name === composite) records.delete(record);
    }
  }
}
