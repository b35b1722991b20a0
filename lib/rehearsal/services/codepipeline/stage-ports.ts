import type { Millis, VirtualClock } from '../../../engine/clock';
import type { StackResult } from '../../../engine/cloudformation';
import type { AlarmState } from '../../../engine/cloudwatch';
import type { Timeline } from '../../report/timeline';
import type { Notes } from '../../world/notes';
import type { JobRequest, JobResult } from './jobs';

/** What a stage needs of the rehearsal. */
export interface StagePorts {
  readonly clock: VirtualClock;
  readonly timeline: Timeline;
  readonly notes: Notes;
  /** Begins a job; `ended` is called in a clock task. */
  beginJob(request: JobRequest, ended: (result: JobResult) => void): void;
  /**
   * Waits with nobody there: users and canaries stay away, but for as long before the end as a rehearsal warms up.
   * @param wait lets this much virtual time pass
   */
  waitUnused(length: Millis, wait: (length: Millis) => Promise<void>): Promise<void>;
  alarmState(name: string): AlarmState | undefined;
  /** Updates one stack to what this execution brings, in virtual time; undefined where there is nothing to update. */
  deploy(stackName: string): Promise<StackResult | undefined>;
  /** Why a function cannot run here; undefined where it can. */
  cannotRun(functionName: string): string | undefined;
}
