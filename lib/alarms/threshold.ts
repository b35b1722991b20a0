import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { evaluationOf } from './evaluation';
import type { Condition, SignalOptions } from './signal';

/** A value above which a minute is bad. A minute without a datapoint is none. */
export class Threshold {
  /**
   * @param call as the team wrote it, such as `Throttles.above`
   * @param of what is counted, such as `messages`
   * @throws where it is not a count
   */
  static count(call: string, count: number, of: string): Threshold {
    if (!Number.isInteger(count) || count < 0) {
      throw new Error(`${call}(${count}): it takes a whole number of ${of}, 0 or more.`);
    }
    return new Threshold(count);
  }

  /**
   * @param of what it is a share of, such as `requests`
   * @throws where it is not a percentage from 0 to below 100
   */
  static percent(call: string, percent: number, of: string): Threshold {
    if (!(percent >= 0 && percent < 100)) {
      throw new Error(`${call}(${percent}): a share of ${of} is from 0 to below 100 percent.`);
    }
    return new Threshold(percent);
  }

  /** A value that has been checked. */
  static of(value: number): Threshold {
    return new Threshold(value);
  }

  private constructor(readonly value: number) {}

  /**
   * The part of a condition that says when it is bad.
   * @throws where the options' M of N is none that CloudWatch takes
   */
  exceeded(signal: string, options: SignalOptions): Exceeded {
    return {
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: this.value,
      ...evaluationOf(signal, options),
      treatMissingData: TreatMissingData.NOT_BREACHING,
    };
  }
}

type Exceeded = Pick<
  Condition,
  'comparison' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
>;
