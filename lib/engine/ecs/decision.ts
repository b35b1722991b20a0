import type { Instant, Millis } from '../clock';
import type { EcsTimings, LifecycleHook, LifecycleStage, ServiceDeployment } from './service-deployment';

/** What a hook's function returned. Anything else, and an error, counts as no answer: it rolls back. */
export interface HookAnswer {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  /** Seconds until it is called again, where IN_PROGRESS. @default 30 */
  readonly callBackDelay?: number;
}

export type EcsInput =
  /** `inAlarm`: the deployment's alarms that are in ALARM when it starts. */
  | { readonly type: 'start'; readonly inAlarm: readonly string[] }
  | { readonly type: 'alarms'; readonly inAlarm: readonly string[] }
  | { readonly type: 'workDone'; readonly step: number }
  | { readonly type: 'waitDone'; readonly step: number }
  | {
      readonly type: 'hookAnswer';
      readonly step: number;
      readonly hookId: string;
      readonly answer: HookAnswer | { readonly error: string };
    }
  | { readonly type: 'hookTimeout'; readonly step: number; readonly hookId: string }
  | { readonly type: 'tasksFailed'; readonly step: number }
  /** ContinueServiceDeployment, for a PAUSE hook. */
  | { readonly type: 'continue'; readonly hookId: string; readonly action: 'CONTINUE' | 'ROLLBACK' }
  | { readonly type: 'stop'; readonly stopType: 'ABORT' | 'ROLLBACK' }
  | { readonly type: 'rollbackDone' };

export type EcsEffect =
  | {
      readonly type: 'report';
      readonly event: 'deployment' | LifecycleStage;
      readonly status: string;
      readonly detail?: string;
      readonly weight?: number;
    }
  | { readonly type: 'setProductionWeight'; readonly weight: number }
  | { readonly type: 'setTestWeight'; readonly weight: number }
  | { readonly type: 'startTasks' }
  /** `target`: the new ones go, after a rollback; `source`: the old ones go. */
  | { readonly type: 'stopTasks'; readonly which: 'source' | 'target' }
  /** A PAUSE hook: until ContinueServiceDeployment is called for it. */
  | { readonly type: 'pause'; readonly hookId: string; readonly stage: LifecycleStage }
  | { readonly type: 'invokeHook'; readonly hook: LifecycleHook; readonly step: number; readonly stage: LifecycleStage }
  | { readonly type: 'schedule'; readonly after: Millis; readonly input: EcsInput }
  | {
      readonly type: 'invokeHookAgain';
      readonly after: Millis;
      readonly hook: LifecycleHook;
      readonly step: number;
      readonly stage: LifecycleStage;
    };

export interface EcsDecision {
  readonly next: ServiceDeployment;
  readonly effects: readonly EcsEffect[];
  readonly reason: string;
}

export interface EcsContext {
  readonly at: Instant;
  readonly timings: EcsTimings;
}
