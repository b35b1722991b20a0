/** A part of the evidence, or why it could not be had: the report is sent all the same. */
export type Found<T> = { readonly value: T } | { readonly missing: string };

export interface AlarmEvidence {
  readonly name: string;
  /** CloudWatch's own sentence, with the datapoints. */
  readonly reason: string;
}

export interface CanaryEvidence {
  readonly name: string;
  /** When the failed run began: ISO 8601. */
  readonly started: string;
  readonly reason: string;
  /** Where its screenshots, HAR file and log lie: `bucket/prefix`. */
  readonly artifacts?: string;
}

export interface VersionEvidence {
  readonly functionName: string;
  readonly alias: string;
  readonly baseline: string;
  readonly candidate: string;
}

/** What the report knows of a release that did not get through. */
export interface Evidence {
  readonly guard: string;
  readonly region: string;
  readonly deployment: {
    readonly id: string;
    readonly status: string;
    readonly code: string;
    readonly message: string;
    readonly startedBy: string;
    readonly started?: string;
    readonly ended?: string;
    /** The deployment that takes it back, where one was made. */
    readonly rollback?: string;
  };
  readonly versions: Found<readonly VersionEvidence[]>;
  readonly alarms: Found<readonly AlarmEvidence[]>;
  readonly canaries: Found<readonly CanaryEvidence[]>;
  /** The candidate's first error, with its stack, as it was logged. */
  readonly firstError: Found<string>;
  readonly dashboard: string;
  readonly runbook: string;
}

/** Runs a question; a question without an answer is part of the report. */
export async function found<T>(ask: () => Promise<T>): Promise<Found<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}
