import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Candidate, CandidateFunction } from './candidate';

/** What must happen for a condition to have datapoints. */
export type Fed =
  /** Requests of users: below `minSamples` in a period the condition does not speak. */
  | { readonly by: 'requests'; readonly minSamples: number }
  /** Runs of a canary. In seconds. */
  | { readonly by: 'canary'; readonly interval: number; readonly run: number }
  /** Something whose rate the guard cannot know. */
  | { readonly by: 'other' };

/** Whose data a condition reads: the candidate's alone, or also the baseline's. */
export type ConditionScope = 'candidate' | 'production';

/** One metric alarm to be: a metric of the candidate and when it is bad. */
export interface Condition {
  /** Unique within the guard; in alarm names and logical ids, such as `ErrorRate` or `StorefrontPageSuccess`. */
  readonly id: string;
  /** The release or the version that it watches, such as `v12`. */
  readonly release: string;
  /** The function of the guard that it watches. @default - the release as a whole */
  readonly fn?: CandidateFunction;
  readonly metric: IMetric;
  /** The same of the baseline, where it can be told apart: to be seen beside it, never to decide. */
  readonly baseline?: IMetric;
  /**
   * The same of the live alias, whatever version serves: in the bake that is the candidate alone. Whether Lambda goes on
   * writing ExecutedVersion when an alias has one version is not documented; this is right either way.
   */
  readonly inBake?: IMetric;
  readonly comparison: ComparisonOperator;
  /** Of an anomaly band, which has none, 0. */
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
  /** What it means that this is in ALARM: one clause, such as `more than 1 % of the candidate's requests fail`. */
  readonly means: string;
  readonly fed: Fed;
  /**
   * A condition on production as a whole is red while production is, so it stops the fix as well: a deployment to fix
   * forward leaves it out.
   */
  readonly scope: ConditionScope;
}

/**
 * One measured quantity with a condition. A value object: it knows what is measured and when it is bad, and becomes one
 * alarm for each function or canary of the guard that it is asked about.
 */
export interface Signal {
  /** Such as `ErrorRate`. */
  readonly id: string;
  /** The page in runbooks/ for whoever is paged, without its ending: `error-rate`. */
  readonly runbook: string;
  /** Shown and reported, never a reason to roll back. */
  readonly advisory: boolean;
  /**
   * @param scope where a signal that needs a resource of its own, such as a metric filter, makes it
   * @throws where the candidate has nothing that this signal could measure
   */
  conditions(candidate: Candidate, scope: Construct): Condition[];
}

/** What every signal lets a team choose. */
export interface SignalOptions {
  /** Names the signal and its alarms: letters and digits. @default - the kind of the signal */
  readonly id?: string;
  /** Bad datapoints that make an alarm. @default 2 */
  readonly datapointsToAlarm?: number;
  /** Datapoints that are looked at. @default 3 */
  readonly evaluationPeriods?: number;
  /** The page for whoever is paged: a name in runbooks/, or an https address. @default - the signal's own page */
  readonly runbook?: string;
  /** Shown and reported, never a reason to roll back. @default false */
  readonly advisory?: boolean;
}

/** What a signal fed by requests lets a team choose besides. */
export interface RequestSignalOptions extends SignalOptions {
  /** Requests to the candidate in a minute, below which the signal does not speak. @default - the signal's own */
  readonly minSamples?: number;
}
