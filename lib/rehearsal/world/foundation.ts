import { VirtualClock } from '../../engine/clock';
import { CloudWatch } from '../../engine/cloudwatch';
import { Permissions } from '../permissions';
import { Timeline } from '../report/timeline';
import type { Scenario } from '../scenario';
import type { Account } from './account';
import { Faults } from './faults';
import { Metrics } from './metrics';
import { Notes } from './notes';
import { StandingWork } from './standing-work';

/** What every service of a rehearsal's account stands on. */
export interface Foundation {
  readonly scenario: Scenario;
  readonly account: Account;
  readonly clock: VirtualClock;
  readonly work: StandingWork;
  readonly timeline: Timeline;
  readonly notes: Notes;
  readonly permissions: Permissions;
  readonly faults: Faults;
  readonly cloudwatch: CloudWatch;
  readonly metrics: Metrics;
  /** A directory of the rehearsal's own. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

export function layFoundation(
  scenario: Scenario,
  account: Account,
  directory: string,
  signal: AbortSignal,
  passing: (from: number, to: number) => Promise<void>,
): Foundation {
  const { epoch, evaluationRange, phase } = scenario.assumptions;
  const clock = new VirtualClock(epoch, passing);
  const cloudwatch = new CloudWatch({
    region: account.region,
    account: account.id,
    evaluationRange,
    phaseOf: () => phase,
  });
  const metrics = new Metrics(cloudwatch, scenario);
  clock.every(60_000, epoch + 60_000 - (epoch % 60_000), () => metrics.flush(clock.now()));
  const notes = new Notes();
  return {
    scenario,
    account,
    clock,
    work: new StandingWork(clock),
    timeline: new Timeline(),
    notes,
    permissions: new Permissions(account, notes),
    faults: new Faults(scenario),
    cloudwatch,
    metrics,
    directory,
    signal,
  };
}
