import type { Millis } from '../clock';

/** How long CloudFormation takes. AWS documents none of it; the values are those of recorded runs or stated guesses. */
export interface StackTimings {
  /** From the start of an operation to its first resource. @default 2 s (a guess) */
  readonly operationStart: Millis;
  /** Creating, updating or deleting one resource. @default 2 s (a guess: most of a guard's resources take 1 to 15 s) */
  readonly resource: Millis;
  /** From the end of an alias' CodeDeploy deployment until CloudFormation sees it. @default 20 s (recorded) */
  readonly deploymentNotice: Millis;
  /** From seeing a rollback deployment to UPDATE_FAILED on the alias. @default 1 s (recorded) */
  readonly deploymentFailure: Millis;
  /** The least time from UPDATE_ROLLBACK_IN_PROGRESS to UPDATE_ROLLBACK_COMPLETE. @default 14 s (recorded) */
  readonly rollback: Millis;
  /** From the last resource to the clean-up, and from the clean-up to the end. @default 1 s (a guess) */
  readonly cleanUp: Millis;
  /** Between two readings of the alarms of rollback triggers. @default 15 s (a guess) */
  readonly triggerPoll: Millis;
}

export const defaultStackTimings: StackTimings = {
  operationStart: 2_000,
  resource: 2_000,
  deploymentNotice: 20_000,
  deploymentFailure: 1_000,
  rollback: 14_000,
  cleanUp: 1_000,
  triggerPoll: 15_000,
};
