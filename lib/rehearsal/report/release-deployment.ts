import type { Instant } from '../../engine/clock';

/** A deployment of the release, whoever carries it out: what a verdict rests on. */
export interface ReleaseDeployment {
  readonly id: string;
  readonly status: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly creator: string;
  readonly createTime: Instant;
  readonly completeTime?: Instant;
  /** Its lifecycle events, or stages: those that have begun have a start. */
  readonly events: readonly { readonly name: string; readonly status: string; readonly startTime?: Instant }[];
}
