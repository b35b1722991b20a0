import type { Instant } from '../../engine/clock';

/** A deployment of the release, whoever carries it out: what a verdict rests on. */
export interface ReleaseDeployment {
  readonly id: string;
  /** CodeDeploy's word, for every platform: a verdict compares them. */
  readonly status: string;
  /** The word of a service that has others, such as ECS' ROLLBACK_SUCCESSFUL. */
  readonly ownStatus?: string;
  readonly error?: { readonly code: string; readonly message: string };
  /** The numbers behind the error, where AWS' message has none. */
  readonly because?: string;
  readonly creator: string;
  /** The deployment that this one rolls back. */
  readonly rollbackOf?: string;
  readonly createTime: Instant;
  readonly completeTime?: Instant;
  /** Its lifecycle events, or stages: those that have begun have a start. */
  readonly events: readonly { readonly name: string; readonly status: string; readonly startTime?: Instant }[];
}
