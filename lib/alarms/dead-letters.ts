import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Candidate } from './candidate';
import { NamedSignal } from './named-signal';
import type { Condition, SignalOptions } from './signal';
import { Threshold } from './threshold';

/**
 * Messages that arrive in a dead-letter queue. Arrivals, not depth: what lay there before the release is none of its doing.
 * A queue does not know versions: this is a condition on production as a whole, which a deployment to fix forward leaves out.
 */
export class DeadLetters extends NamedSignal {
  /**
   * @param count of messages by which the queue grows in a minute, above which it is bad
   * @throws where it is not a count
   */
  static above(count: number, queue: IQueue, options: SignalOptions = {}): DeadLetters {
    return new DeadLetters(Threshold.count('DeadLetters.above', count, 'messages'), queue, options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly queue: IQueue,
    private readonly options: SignalOptions,
  ) {
    super({ id: 'DeadLetters', runbook: 'queue' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    return [
      {
        id: this.id,
        release: candidate.release,
        metric: new MathExpression({
          // NumberOfMessagesSent does not count messages that a failed Lambda invocation or a redrive moves here.
          expression: 'DIFF(depth)',
          usingMetrics: {
            depth: this.queue.metricApproximateNumberOfMessagesVisible({
              period: Duration.minutes(1),
              statistic: 'Maximum',
            }),
          },
          label: 'new messages in the dead-letter queue',
          period: Duration.minutes(1),
        }),
        // A growth lasts one datapoint.
        ...this.threshold.exceeded(this.id, { datapointsToAlarm: 1, evaluationPeriods: 3, ...this.options }),
        means: `the dead-letter queue grows by more than ${this.threshold.value} messages a minute`,
        fed: { by: 'other' },
        scope: 'production',
      },
    ];
  }
}
