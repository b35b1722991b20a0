import type { Instant } from '../engine/clock';
import {
  type AlarmEvaluation,
  type AlarmEvent,
  type AlarmState,
  CloudWatch,
  type Sample,
  type SuppressedBy,
} from '../engine/cloudwatch';
import { type AlarmTest, metricIdentity } from './alarm-test';
import { metricsOfAlarm, shortestPeriod } from './metrics-of-alarm';
import { expand, type IntervalValue } from './series';
import { withoutData } from './stand-in';
import type { TemplateAlarm } from './template-alarms';
import type { TestAlarms } from './test-alarms';
import { longestTime } from './time';

/** What is seen of an alarm from its events: its state, and what the actions of this state did. */
export interface AlarmSeen {
  readonly state: AlarmState;
  /** When the state changed last. */
  readonly since: Instant;
  /** Why, in CloudWatch's words. Wording it costs more than evaluating the alarm: ask where somebody reads it. */
  readonly reason: () => string;
  /** The actions that ran since the state changed last. */
  readonly executed: string[];
  /** What held them back last. */
  readonly heldBackBy?: string;
}

/** The alarms of one test in virtual time, from `0m` on. */
export class Simulation {
  readonly #cloudWatch: CloudWatch;
  readonly #composites: readonly TemplateAlarm[];
  readonly #seen = new Map<string, AlarmSeen>();
  readonly #held = new Set<string>();
  #now: Instant;
  /** How many events of the history were noted, and how many of these the next evaluation returns once more. */
  #noted = 0;
  #returnedAgain = 0;
  #compositesStand = false;
  #evaluated = false;

  constructor(
    private readonly test: AlarmTest,
    alarms: TestAlarms,
  ) {
    const { start, evaluationRange, phase } = test;
    const { region, account } = alarms;
    this.#cloudWatch = new CloudWatch({ region, account, evaluationRange, phaseOf: () => phase });
    this.#composites = alarms.alarms.filter(({ kind }) => kind === 'composite');
    const highResolution = alarms.alarms.some(
      ({ kind, properties }) => kind === 'metric' && shortestPeriod(properties) < 60,
    );
    const evaluatedEvery = highResolution ? 10_000 : 60_000;
    this.#publish(evaluatedEvery);
    for (const { kind, name, properties, watchesElsewhere } of alarms.alarms) {
      if (kind === 'composite') continue;
      if (watchesElsewhere !== undefined) this.#held.add(name);
      this.#cloudWatch.putMetricAlarm(watchesElsewhere === undefined ? properties : withoutData(properties), start);
    }
    for (const { alarm, from, lower, upper } of test.bands) {
      const since = from === undefined ? start - longestTime : start + from;
      this.#cloudWatch.putAnomalyBand(alarms.find(alarm)?.name ?? alarm, since, { lower, upper });
    }
    for (const composite of this.#composites) this.#putInWaiting(composite);
    for (const [named, state] of Object.entries(test.initial)) {
      const alarm = alarms.find(named);
      if (alarm?.kind === 'metric') this.#setState(alarm, state, 'Initial state of the test');
    }
    for (const { properties } of alarms.muteRules) this.#cloudWatch.putMuteRule(properties, start);
    // What it took to reach the initial states is no part of the test.
    this.#noted = this.#cloudWatch.history().length;
    this.#returnedAgain = this.#noted;
    // The first value becomes complete one evaluation after the start: what ends before says nothing.
    this.#now = start + evaluatedEvery - 1;
  }

  /** Lets time pass to `instant`, inclusive: every evaluation that is due by then has happened. */
  runTo(instant: Instant): void {
    this.#putComposites(instant);
    for (;;) {
      const next = this.#cloudWatch.nextEvaluation(this.#now);
      if (next > instant) break;
      const events = this.#cloudWatch.evaluate(next);
      this.#note(events.slice(this.#returnedAgain));
      this.#returnedAgain = 0;
      this.#now = next;
      this.#evaluated = true;
    }
  }

  /**
   * Sets a state without data. An alarm that has no series in the test keeps it; one that has returns to its own state
   * at its next evaluation, as in AWS.
   */
  force(alarm: TemplateAlarm, state: AlarmState, at: Instant): void {
    if (alarm.kind === 'metric' && !this.#held.has(alarm.name) && !this.#hasSeries(alarm)) {
      this.#held.add(alarm.name);
      this.#cloudWatch.putMetricAlarm(withoutData(alarm.properties), at);
    }
    this.#setState(alarm, state, 'Set by the test', at);
    this.#noteHistory();
  }

  seen(alarm: TemplateAlarm): AlarmSeen {
    const seen = this.#seen.get(alarm.name);
    if (seen !== undefined) return seen;
    const state = this.#givenState(alarm);
    const reason = state === undefined ? 'Unchecked: Initial alarm creation' : 'Initial state of the test';
    return { state: state ?? 'INSUFFICIENT_DATA', since: this.test.start, reason: () => reason, executed: [] };
  }

  /** What holds the actions of a composite alarm back now. */
  suppressedBy({ name, kind }: TemplateAlarm): SuppressedBy | undefined {
    if (kind === 'metric') return undefined;
    return this.#cloudWatch.describeAlarms({ names: [name] })[0]?.actionsSuppressedBy;
  }

  /** What a metric alarm saw at its last evaluation; undefined before the first, and for a state that the test holds. */
  windowOf({ name }: TemplateAlarm, at: Instant): AlarmEvaluation | undefined {
    return this.#evaluated && !this.#held.has(name) ? this.#cloudWatch.alarmWindow(name, at) : undefined;
  }

  /** Whether the test itself keeps the alarm in its state. */
  isHeld({ name }: TemplateAlarm): boolean {
    return this.#held.has(name);
  }

  #publish(evaluatedEvery: number): void {
    const { start, interval, publishDelay } = this.test;
    // A value is published when its interval ends: it belongs to the last minute. Windows that slide by the minute then
    // hold one value each, also where values are as far apart as periods are long.
    const minute = Math.min(interval, 60_000);
    // Where no window ends inside such a minute, nobody can look before it has ended.
    const seenInTime = publishDelay === 0 && evaluatedEvery % minute === 0 && interval % minute === 0;
    for (const { metric, unit, values } of this.test.series) {
      let end = start;
      for (const value of expand(values)) {
        end += interval;
        const timestamp = end - minute;
        const visibleAt = seenInTime ? timestamp : end + publishDelay;
        if (typeof value === 'number' && unit === undefined)
          this.#cloudWatch.putMetricData(metric, { timestamp, value }, visibleAt);
        else
          for (const sample of samplesOf(value, timestamp, unit))
            this.#cloudWatch.putMetricData(metric, sample, visibleAt);
      }
    }
  }

  /** Until the first evaluation a composite alarm stands in its initial state, with a rule that does not change it. */
  #putInWaiting(composite: TemplateAlarm): void {
    const state = this.#givenState(composite) ?? 'INSUFFICIENT_DATA';
    const { AlarmName } = composite.properties;
    const AlarmRule = state === 'ALARM' ? 'TRUE' : 'FALSE';
    this.#cloudWatch.putCompositeAlarm({ AlarmName, AlarmRule }, this.test.start);
    if (state === 'INSUFFICIENT_DATA') this.#setState(composite, state, 'Unchecked: Initial alarm creation');
  }

  /** Composite alarms get their own rules just before the first evaluation. */
  #putComposites(upTo: Instant): void {
    const { start, phase } = this.test;
    const first = Math.min(this.#cloudWatch.nextEvaluation(this.#now), start + 60_000 + phase);
    if (this.#compositesStand || first > upTo) return;
    this.#compositesStand = true;
    for (const composite of this.#composites) {
      // Without an initial state it is born now, and says so.
      if (this.#givenState(composite) === undefined) this.#cloudWatch.deleteAlarms([composite.name], first);
    }
    for (const { properties } of this.#composites) this.#cloudWatch.putCompositeAlarm(properties, first);
    this.#noteHistory();
  }

  #givenState({ logicalId, name }: TemplateAlarm): AlarmState | undefined {
    return this.test.initial[logicalId] ?? this.test.initial[name];
  }

  #setState({ name }: TemplateAlarm, state: AlarmState, reason: string, at: Instant = this.test.start): void {
    this.#cloudWatch.setAlarmState(name, state, reason, at);
  }

  #hasSeries({ properties }: TemplateAlarm): boolean {
    const series = new Set(this.test.series.map(({ metric }) => metricIdentity(metric)));
    return metricsOfAlarm(properties).some((metric) => series.has(metricIdentity(metric)));
  }

  #noteHistory(): void {
    const fresh = this.#cloudWatch.history().slice(this.#noted);
    this.#returnedAgain += fresh.length;
    this.#note(fresh);
  }

  #note(events: readonly AlarmEvent[]): void {
    this.#noted += events.length;
    for (const event of events) {
      const { alarm, state, at: since } = event;
      const reason = () => event.reason;
      if (event.type === 'StateUpdate') this.#seen.set(alarm, { state, since, reason, executed: [] });
      if (event.type !== 'Action') continue;
      const seen = this.#seen.get(alarm);
      if (event.actionArn !== undefined) seen?.executed.push(event.actionArn);
      else if (event.actionsSuppressedBy !== undefined && seen !== undefined)
        this.#seen.set(alarm, { ...seen, heldBackBy: event.actionsSuppressedBy });
    }
  }
}

function samplesOf(value: IntervalValue, timestamp: Instant, unit: string | undefined): Sample[] {
  if (value === null) return [];
  if (typeof value === 'number') return [{ timestamp, value, unit }];
  if ('n' in value) return [{ timestamp, ...value, unit }];
  return value.map((sample) => ({ timestamp, value: sample, unit }));
}
