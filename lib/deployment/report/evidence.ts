/** A part of the evidence, or why it could not be had: the report is sent all the same. */
export type Found<T> = { readonly value: T } | { readonly missing: string };

export interface Datapoint {
  /** ISO 8601. */
  readonly timestamp?: string;
  /** Not there where nothing was measured. */
  readonly value?: number;
  readonly threshold?: number;
  /** Of an anomaly band: what was expected, from and to. */
  readonly band?: readonly [number, number];
}

export interface AlarmEvidence {
  readonly name: string;
  /** CloudWatch's own sentence, with the datapoints. */
  readonly reason: string;
  /** When it went into ALARM: ISO 8601. */
  readonly since?: string;
  /** Whether the platform itself names it as what stopped the release. */
  readonly named: boolean;
  /** Shown, and never a reason to roll back. */
  readonly advisory: boolean;
  /** What was evaluated, oldest first. */
  readonly datapoints: readonly Datapoint[];
}

/** A hook of the guard that refused the release. */
export interface HookEvidence {
  /** `before` or `after`; of ECS the stage. */
  readonly hook: string;
  readonly reason: string;
}

export interface FailedStep {
  readonly name: string;
  readonly reason: string;
  /** What the browser showed, as an object of the artifact bucket in the console. */
  readonly screenshot?: string;
}

export interface CanaryEvidence {
  readonly name: string;
  /** Its runs in the console. */
  readonly link: string;
  /** The newest failed run. */
  readonly run: Found<{
    /** ISO 8601. */
    readonly started: string;
    readonly reason: string;
    /** Where its screenshots, HAR file and log lie: `bucket/prefix`. */
    readonly artifacts?: string;
    readonly steps: Found<readonly FailedStep[]>;
  }>;
}

export interface VersionEvidence {
  /** What has versions: `function:alias`, `cluster/service`, an application of servers. */
  readonly of: string;
  readonly baseline: string;
  readonly candidate: string;
  /** How far it got: the candidate's share of traffic, tasks or servers, in words. */
  readonly reached?: string;
}

/** Who let the release go, as CloudTrail has it. */
export interface Deployer {
  /** Of a role the name of its session: `aws-cdk-alice`. */
  readonly name: string;
  readonly role?: string;
  /** The operation: `ExecuteChangeSet`. */
  readonly by: string;
  /** An address, or a service of AWS. */
  readonly from?: string;
  /** ISO 8601. */
  readonly at?: string;
}

export interface DeploymentEvidence {
  readonly id: string;
  readonly status: string;
  readonly code: string;
  readonly message: string;
  /** Of CodeDeploy: `user` for all that was not its own idea, CloudFormation's included. */
  readonly creator?: string;
  readonly started?: string;
  readonly ended?: string;
  /** What takes it back: a deployment, or ECS itself; not there where nothing does. */
  readonly rollback?: string;
  /** Why what takes it back failed, where it did. */
  readonly rollbackFailed?: string;
}

/** What the report knows of a release that did not get through. */
export interface Evidence {
  readonly guard: string;
  readonly region: string;
  readonly deployment: DeploymentEvidence;
  readonly deployedBy: Found<Deployer>;
  readonly versions: Found<readonly VersionEvidence[]>;
  readonly alarms: Found<readonly AlarmEvidence[]>;
  /** Only where a hook stopped it. */
  readonly hooks?: Found<readonly HookEvidence[]>;
  readonly canaries: readonly CanaryEvidence[];
  /** The candidate's first error, with its stack, as it was logged. */
  readonly firstError: Found<string>;
  readonly dashboard: string;
  readonly runbook: string;
  /** What a reader should know about the report itself. */
  readonly notes: readonly string[];
}

/** Runs a question; a question without an answer is part of the report. */
export async function found<T>(ask: () => Promise<T>): Promise<Found<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { missing: sentence(error) };
  }
}

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isoDate(date: Date | undefined): string | undefined {
  return date?.toISOString();
}
