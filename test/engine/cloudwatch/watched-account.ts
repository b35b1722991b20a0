import {
  type AlarmEvent,
  type AlarmState,
  CloudWatch,
  type CloudWatchOptions,
  type Sample,
} from '../../../lib/engine/cloudwatch';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
/** A Thursday. */
export const start = Date.UTC(2026, 0, 1, 12);
export const topic = 'arn:aws:sns:eu-west-1:111122223333:page';

export const errors = { namespace: 'Shop', name: 'Errors', dimensions: { Service: 'checkout' } };

/** Errors of the checkout, more than 5 in a minute. */
export const tooManyErrors = {
  AlarmName: 'errors',
  Namespace: errors.namespace,
  MetricName: errors.name,
  Dimensions: [{ Name: 'Service', Value: 'checkout' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
};

/** An account whose clock runs from evaluation to evaluation. */
export class WatchedAccount {
  readonly cloudWatch: CloudWatch;
  #now = start;

  constructor(options: Partial<CloudWatchOptions> = {}) {
    this.cloudWatch = new CloudWatch({ region: 'eu-west-1', account: '111122223333', ...options });
  }

  get now(): number {
    return this.#now;
  }

  /** Evaluates everything that is due until an offset (ms) from the start; returns what happened. */
  runTo(offset: number): AlarmEvent[] {
    const events: AlarmEvent[] = [];
    for (;;) {
      const next = this.cloudWatch.nextEvaluation(this.#now);
      if (next > start + offset) break;
      this.#now = next;
      events.push(...this.cloudWatch.evaluate(next));
    }
    this.#now = start + offset;
    return events;
  }

  put(offset: number, value: number, more: Partial<Sample> = {}): void {
    this.cloudWatch.putMetricData(errors, { timestamp: start + offset, value, ...more } as Sample);
  }

  /** One value a minute from the start; undefined: none. */
  putMinutes(values: readonly (number | undefined)[]): void {
    values.forEach((value, index) => {
      if (value !== undefined) this.put(index * minute, value);
    });
  }

  state(name: string): AlarmState | undefined {
    return this.describe(name)?.state;
  }

  describe(name: string) {
    return this.cloudWatch.describeAlarms({ names: [name] })[0];
  }

  /** An alarm's changes of state: minutes since the start, and the state. */
  changes(name: string): [number, AlarmState][] {
    return this.cloudWatch
      .history(name)
      .filter(({ type }) => type === 'StateUpdate')
      .map(({ at, state }) => [(at - start) / minute, state]);
  }

  /** An alarm's executed actions: minutes since the start, and the state they are for. */
  actions(name: string): [number, AlarmState][] {
    return this.cloudWatch
      .history(name)
      .filter(({ actionArn }) => actionArn !== undefined)
      .map(({ at, state }) => [(at - start) / minute, state]);
  }
}
