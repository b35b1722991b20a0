import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Candidate } from './candidate';
import { NamedSignal } from './named-signal';
import type { Condition, SignalOptions } from './signal';
import { Threshold } from './threshold';

/**
 * How long the oldest message of a queue waits. A queue does not know versions: this is a condition on production as a
 * whole, which a deployment to fix forward leaves out.
 */
export class QueueAge extends NamedSignal {
  /**
   * @param age above which a minute is bad
   * @throws where it is not a positive duration
   */
  static above(age: Duration, queue: IQueue, options: SignalOptions = {}): QueueAge {
    if (age.toSeconds() <= 0) throw new Error(`QueueAge.above(${age.toHumanString()}): the age is more than nothing.`);
    return new QueueAge(Threshold.of(age.toSeconds()), queue, options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly queue: IQueue,
    private readonly options: SignalOptions,
  ) {
    super({ id: 'QueueAge', runbook: 'queue' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    return [
      {
        id: this.id,
        release: candidate.release,
        metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' }),
        ...this.threshold.exceeded(this.id, this.options),
        means: `messages wait for more than ${this.threshold.value} s`,
        fed: { by: 'other' },
        scope: 'production',
      },
    ];
  }
}
