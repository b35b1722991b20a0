import type { Duration } from 'aws-cdk-lib';

/** One canary run in us-east-1 and us-west-2, in dollars; other Regions differ a little. */
export const DOLLARS_A_RUN = 0.0012;

const MINUTES_A_MONTH = 30 * 24 * 60;

/** How often canaries run. */
export type CanaryUse =
  /** Only while a deployment goes on. */
  | { readonly type: 'deployments'; readonly intervals: readonly Duration[]; readonly deployment: Duration }
  | { readonly type: 'always'; readonly intervals: readonly Duration[] }
  | { readonly type: 'once'; readonly count: number };

/**
 * What canaries cost a month, in one sentence. Runs alone: their metrics cost nothing, logs and artifacts little.
 * @param deploymentsAMonth how many releases to reckon with
 */
export function canaryCost(
  use: CanaryUse,
  deploymentsAMonth: number,
): { readonly dollars: number; readonly sentence: string } {
  const runs = runsAMonth(use, deploymentsAMonth);
  const dollars = runs * DOLLARS_A_RUN;
  return {
    dollars,
    sentence: `about ${dollars.toFixed(2)} dollars a month: ${basis(use, deploymentsAMonth)}, ${Math.round(runs)} runs at ${DOLLARS_A_RUN}`,
  };
}

function runsAMonth(use: CanaryUse, deployments: number): number {
  switch (use.type) {
    case 'once':
      return use.count * deployments;
    case 'always':
      return sum(use.intervals.map((interval) => MINUTES_A_MONTH / interval.toMinutes()));
    case 'deployments':
      return sum(
        use.intervals.map((interval) => Math.ceil(use.deployment.toMinutes() / interval.toMinutes()) * deployments),
      );
  }
}

function basis(use: CanaryUse, deployments: number): string {
  switch (use.type) {
    case 'once':
      return `${use.count} once after each of ${deployments} releases`;
    case 'always':
      return `${use.intervals.length} all the time`;
    case 'deployments':
      return `${use.intervals.length} while each of ${deployments} releases takes ${use.deployment.toMinutes()} minutes`;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
