import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmState } from '../engine/cloudwatch';

/** A metric by its parts. Dimensions may be tokens, such as `fn.functionName`, where a stack is expected of. */
export interface MetricParts {
  readonly namespace: string;
  readonly name: string;
  /** @default none */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** As AWS names it. @default none */
  readonly unit?: string;
}

/** What is published in one interval: a sample, several, a statistic set of `n` samples, or nothing. */
export type IntervalSamples =
  | number
  | readonly number[]
  | { readonly n: number; readonly sum: number; readonly min: number; readonly max: number }
  | null;

/** What is published to one metric. */
export interface AlarmSeries {
  /** The metric by its parts, or a Metric of the CDK. Its period and statistic play no part. */
  readonly metric: MetricParts | IMetric;
  /** In the notation of alarm test files, such as `'0 0 5x3 _'`, or one item for each interval. */
  readonly values: string | readonly IntervalSamples[];
}

/** What happens to the alarms. Times are written like `3m` or `90s`, and count from the first value. */
export interface AlarmTestSettings {
  /** @default none: every metric is without data */
  readonly series?: readonly AlarmSeries[];
  /** Seconds between values. @default 60 */
  readonly interval?: number;
  /** States before the first value, by logical id or name. @default INSUFFICIENT_DATA */
  readonly initial?: Readonly<Record<string, AlarmState>>;
  /** States that are set without data. @default none */
  readonly set?: readonly { readonly at: string; readonly alarm: string | IAlarm; readonly state: AlarmState }[];
  /** Anomaly bands, which CloudWatch's own model makes. @default none: band alarms have nothing to compare with */
  readonly bands?: readonly {
    /** @default from ever */
    readonly from?: string;
    readonly alarm: string;
    readonly lower: number;
    readonly upper: number;
  }[];
  /** From the end of an interval until CloudWatch sees its value. @default '0s' */
  readonly publishDelay?: string;
  /** How far alarms look back beyond their N periods. @default 'n+2' */
  readonly evaluationRange?: 'n+2' | 'long';
  /** How long after the full minute alarms are evaluated. @default '0s' */
  readonly phase?: string;
  /** Values of the template's parameters. @default their defaults */
  readonly parameters?: Readonly<Record<string, string>>;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default '123456789012' */
  readonly account?: string;
  /** The instant of the first value, for time functions and wall-clock windows. @default '2026-01-05T00:00:00Z' */
  readonly start?: string;
}

/** What an alarm is expected to be at one moment. */
export interface AlarmExpectation {
  readonly at: string;
  /** By logical id, by name, or as a construct. */
  readonly alarm: string | IAlarm;
  readonly state?: AlarmState;
  readonly actionsSuppressedBy?: 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm' | 'none';
  /** What the reason of the state is like. */
  readonly reason?: RegExp;
  /** Whether the actions of the state have been carried out by then. */
  readonly actions?: boolean;
}

/** A whole test: settings, and any number of expectations. */
export interface AlarmTestExpectation extends AlarmTestSettings {
  readonly expect: readonly AlarmExpectation[];
}

/** A state that one alarm is expected to reach: at a moment, or at any full minute up to one. */
export type ReachAlarmState = AlarmTestSettings &
  Omit<AlarmExpectation, 'at' | 'state'> & { readonly state: AlarmState } & (
    | { readonly at: string; readonly within?: never }
    | { readonly within: string; readonly at?: never }
  );
