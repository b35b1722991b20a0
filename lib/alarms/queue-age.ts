import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Candidate } from './candidate';
import { evaluationOf } from './evaluation';
import { NamedSignal } from './named-signal';
import type { Condition, SignalOptions } from './signal';

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
    return new QueueAge(age.toSeconds(), queue, options);
  }

  private constructor(
    private readonly seconds: number,
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
        comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: this.seconds,
        ...evaluationOf(this.id, this.options),
        treatMissingData: TreatMissingData.NOT_BREACHING,
        means: `messages wait for more than ${this.seconds} s`,
        fed: { by: 'other' },
        scope: 'production',
      },
    ];
  }
}
