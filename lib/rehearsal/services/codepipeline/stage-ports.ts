import type { VirtualClock } from '../../../engine/clock';
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
  /** Lets virtual time pass until it holds. */
  drive(done: () => boolean): Promise<void>;
  beginJob(request: JobRequest): () => JobResult | undefined;
  alarmState(name: string): AlarmState | undefined;
  /** Updates one stack to what this execution brings; undefined where there is nothing to update. */
  deploy(stackName: string): Promise<StackResult | undefined>;
  /** Why a function cannot run here; undefined where it can. */
  cannotRun(functionName: string): string | undefined;
}
