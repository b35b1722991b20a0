import type { Instant } from '../clock';
import { AlarmActions } from './alarm-actions';
import type { PrematureScope } from './alarm-condition';
import { AlarmError } from './alarm-error';
import { type AlarmEvent, AlarmHistory, type StateReason, stateUpdate } from './alarm-event';
import {
  readCompositeAlarmProperties,
  readMetricAlarmProperties,
  readMuteRuleProperties,
  type UnreadProperties,
} from './alarm-properties';
import { type AlarmDescription, type AlarmRecord, CompositeAlarmRecord, MetricAlarmRecord } from './alarm-record';
import { type AlarmFilter, AlarmRegistry } from './alarm-registry';
import type { AlarmState } from './alarm-state';
import { type AnomalyBand, AnomalyBands } from './anomaly-band';
import { compositeAlarm } from './composite-alarm';
import { CompositeEvaluator } from './composite-evaluator';
import { type AlarmEvaluation, evaluateAlarm } from './evaluate-alarm';
import { EvaluationSchedule } from './evaluation-schedule';
import { type EvaluationRange, EvaluationWindows } from './evaluation-window';
import type { MetricId, Sample } from './metric';
import { type MetricAlarmContext, metricAlarm } from './metric-alarm';
import { MetricEvaluator } from './metric-evaluator';
import { metricStatistics, type StatisticDatapoint } from './metric-statistics';
import { MetricStore } from './metric-store';
import { MuteRules } from './mute-rules';
import { isWarmingUp } from './warm-up';

export interface CloudWatchOptions {
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** @default 'n+2' */
  readonly evaluationRange?: EvaluationRange;
  /** @default 'range' */
  readonly prematureScope?: PrematureScope;
  /**
   * At which offset (ms) inside its interval an alarm is evaluated: inside the minute, or the hour for alarms that look
   * back more than a day.
   * @default 0 for all
   */
  readonly phaseOf?: (alarmName: string) => number;
}

/**
 * CloudWatch of one account and Region: metrics, metric alarms and composite alarms, on the caller's clock. Instants
 * must not go back from call to call, except where a call says that it looks back.
 */
export class CloudWatch {
  readonly #store = new MetricStore();
  readonly #bands = new AnomalyBands();
  readonly #alarms: AlarmRegistry;
  readonly #schedule = new EvaluationSchedule<MetricAlarmRecord>();
  readonly #evaluator = new MetricEvaluator();
  readonly #composites: CompositeEvaluator;
  readonly #muteRules = new MuteRules();
  readonly #actions: AlarmActions;
  readonly #history = new AlarmHistory();
  readonly #context: MetricAlarmContext;

  constructor(private readonly options: CloudWatchOptions) {
    const { region, account, evaluationRange = 'n+2', prematureScope = 'range' } = options;
    const windows = new EvaluationWindows(evaluationRange);
    this.#context = { region, store: this.#store, bands: this.#bands, windows, prematureScope };
    this.#alarms = new AlarmRegistry(region, account);
    this.#actions = new AlarmActions(this.#history, this.#muteRules, (name) => this.#alarms.stateOf(name) === 'ALARM');
    this.#composites = new CompositeEvaluator(this.#alarms, (...change) => this.#change(...change));
  }

  /**
   * Stores a sample. It is seen from `visibleAt` on: the publish delay.
   * @param visibleAt @default its timestamp
   */
  putMetricData(metric: MetricId, sample: Sample, visibleAt?: Instant): void {
    this.#store.put(metric, sample, visibleAt);
  }

  /** The anomaly band of an alarm from an instant on, until another is given. */
  putAnomalyBand(alarm: string, from: Instant, band: AnomalyBand): void {
    this.#bands.put(alarm, from, band);
  }

  /**
   * Creates a metric alarm, or updates one, which keeps its state.
   * @param properties resolved properties of AWS::CloudWatch::Alarm
   * @throws AlarmError where CloudWatch would refuse it
   */
  putMetricAlarm(properties: UnreadProperties, at: Instant): void {
    const read = readMetricAlarmProperties(properties);
    const alarm = metricAlarm(read, this.#context);
    let record = this.#alarms.ofKind(read.AlarmName, 'MetricAlarm');
    if (record === undefined) {
      record = new MetricAlarmRecord(this.#alarms.arnOf(read.AlarmName), read, alarm, at);
      this.#alarms.add(record);
      this.#configured(record, 'created', at);
    } else {
      this.#schedule.remove(record);
      Object.assign(record, { properties: read, alarm, updatedAt: at });
      this.#configured(record, 'updated', at);
    }
    this.#schedule.add(record, alarm.window.interval, this.#phaseOf(record.name));
  }

  /**
   * Creates a composite alarm, or updates one, and evaluates it.
   * @param properties resolved properties of AWS::CloudWatch::CompositeAlarm
   * @throws AlarmError where CloudWatch would refuse it
   */
  putCompositeAlarm(properties: UnreadProperties, at: Instant): void {
    const read = readCompositeAlarmProperties(properties);
    const alarm = compositeAlarm(read, this.#alarms);
    this.#composites.checkParents(read.AlarmName, alarm);
    this.#actions.timePassed(at, true);
    let record = this.#alarms.ofKind(read.AlarmName, 'CompositeAlarm');
    const created = record === undefined;
    if (record === undefined) {
      record = new CompositeAlarmRecord(this.#alarms.arnOf(read.AlarmName), read, alarm, at);
      this.#alarms.add(record);
    }
    const suppressorReplaced = created || record.alarm.suppressor?.name !== alarm.suppressor?.name;
    Object.assign(record, { properties: read, alarm, updatedAt: at });
    this.#composites.put(record);
    if (suppressorReplaced) this.#actions.suppressorReplaced(record);
    this.#configured(record, created ? 'created' : 'updated', at);
    const changed = this.#composites.evaluateNew(record, created, at);
    if (changed) this.#composites.propagate([record.name], at);
  }

  /**
   * Creates or updates an alarm mute rule.
   * @param properties resolved properties of AWS::CloudWatch::AlarmMuteRule
   * @throws AlarmError where CloudWatch would refuse it
   */
  putMuteRule(properties: UnreadProperties, at: Instant): void {
    this.#muteRules.put(readMuteRuleProperties(properties));
    this.#actions.muteRulesChanged(at);
  }

  /** Deletes an alarm mute rule: held back actions run if the alarm is still in the state they belong to. */
  deleteMuteRule(name: string, at: Instant): void {
    this.#muteRules.delete(name);
    this.#actions.muteRulesChanged(at);
  }

  /**
   * Deletes alarms, all or none.
   * @throws AlarmError where CloudWatch would refuse it
   */
  deleteAlarms(names: readonly string[], at: Instant): void {
    const records = names.map((name) => this.#alarms.existing(name));
    if (records.length > 100) throw new AlarmError(`${names.length} alarms: at most 100 can be deleted in one call`);
    if (records.filter(({ kind }) => kind === 'CompositeAlarm').length > 1) {
      throw new AlarmError('At most one composite alarm can be deleted in one call');
    }
    const needed = names.find((name) => this.#composites.hasDependents(name));
    if (needed !== undefined) {
      throw new AlarmError(`Cannot delete ${needed} as there are composite alarm(s) depending on it.`);
    }
    for (const record of records) {
      this.#alarms.delete(record.name);
      this.#actions.forget(record);
      if (record.kind === 'MetricAlarm') this.#schedule.remove(record);
      else this.#composites.delete(record.name);
      this.#configured(record, 'deleted', at);
    }
  }

  /**
   * Sets a state by hand. A metric alarm returns to its own state at its next evaluation, a composite alarm when one of
   * its children changes.
   */
  setAlarmState(name: string, state: AlarmState, reason: string, at: Instant): void {
    const record = this.#alarms.existing(name);
    this.#actions.timePassed(at, true);
    if (record.state === state) return;
    this.#change(record, state, { reason }, at);
    this.#composites.propagate([name], at);
  }

  /** When something can happen next, strictly after an instant; Infinity where nothing can. */
  nextEvaluation(after: Instant): Instant {
    return Math.min(this.#schedule.nextAfter(after), this.#actions.nextEnd(after));
  }

  /**
   * Evaluates every metric alarm that is due at this instant, then the composite alarms over those that changed.
   * Returns everything that happened since the last call.
   */
  evaluate(at: Instant): AlarmEvent[] {
    this.#actions.timePassed(at, true);
    const changed: string[] = [];
    this.#schedule.forEachDue(at, (record, tick) => {
      if (this.#evaluateMetricAlarm(record, tick, at)) changed.push(record.name);
    });
    if (changed.length > 0) this.#composites.propagate(changed, at);
    this.#actions.timePassed(at, false);
    return this.#history.take();
  }

  /** @default every alarm of both types */
  describeAlarms(filter: AlarmFilter = {}): AlarmDescription[] {
    return this.#alarms.describe(filter);
  }

  /** The alarms that keep their state whatever the metrics say, each with what of it is not evaluated here. */
  unevaluatedAlarms(): { readonly alarm: string; readonly why: string }[] {
    return this.#alarms.metricAlarms().flatMap(({ name, alarm }) => {
      return alarm.unevaluated === undefined ? [] : [{ alarm: name, why: alarm.unevaluated }];
    });
  }

  /**
   * The datapoints of a metric from `from` to `to` (exclusive), as they are seen at `now`, oldest first.
   * @param period seconds; the first period starts at a multiple of it
   * @throws AlarmError for a statistic that CloudWatch does not have
   */
  getMetricStatistics(
    metric: MetricId,
    statistic: string,
    period: number,
    from: Instant,
    to: Instant,
    now: Instant,
  ): StatisticDatapoint[] {
    return metricStatistics(this.#store.series(metric), { statistic, period, from, to, now });
  }

  /** Every metric that has samples. */
  listMetrics(): MetricId[] {
    return this.#store.list();
  }

  /** What happened to one alarm, or to all, oldest first. */
  history(name?: string): AlarmEvent[] {
    return this.#history.of(name);
  }

  /**
   * What a metric alarm saw at its last evaluation at or before an instant, datapoint by datapoint, and what it made of
   * that. Looks back; undefined for a composite alarm.
   */
  alarmWindow(name: string, at: Instant): AlarmEvaluation | undefined {
    const record = this.#alarms.get(name);
    if (record?.kind !== 'MetricAlarm') return undefined;
    const { interval } = record.alarm.window;
    const phase = this.#phaseOf(name) % interval;
    const tick = Math.floor((at - phase) / interval) * interval;
    const evaluatedAt = tick + phase;
    const window = this.#evaluator.windowAt(record.alarm, tick, evaluatedAt);
    return evaluateAlarm(record.alarm.condition, window, this.#history.stateBefore(name, evaluatedAt));
  }

  #evaluateMetricAlarm(record: MetricAlarmRecord, tick: Instant, at: Instant): boolean {
    if (record.warmUp !== undefined) {
      if (isWarmingUp(record.warmUp, record.alarm, this.#evaluator, tick, at)) return false;
      record.warmUp = undefined;
    }
    const state = this.#evaluator.stateAt(record.alarm, tick, at, record.state);
    if (state === record.state) return false;
    this.#change(record, state, this.#evaluator.lastReason(record.alarm, tick, at, record.state), at);
    return true;
  }

  #change(record: AlarmRecord, state: AlarmState, why: StateReason, at: Instant): void {
    const previous = record.state;
    Object.assign(record, { state, transitionedAt: at, updatedAt: at });
    record.why = why;
    this.#history.add(stateUpdate(record, previous, at));
    this.#actions.stateChanged(record, at);
    if ((previous === 'ALARM') === (state === 'ALARM')) return;
    for (const composite of this.#composites.suppressedBy(record.name)) this.#actions.suppressorChanged(composite, at);
  }

  #configured(record: AlarmRecord, what: 'created' | 'updated' | 'deleted', at: Instant): void {
    const { name: alarm, arn, state } = record;
    this.#history.add({ at, alarm, arn, type: 'ConfigurationUpdate', state, reason: `Alarm "${alarm}" ${what}` });
  }

  /** Whole milliseconds: instants are compared exactly. */
  #phaseOf(name: string): number {
    return Math.round(this.options.phaseOf?.(name) ?? 0);
  }
}
