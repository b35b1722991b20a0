/** The pages for what can happen to a release besides an alarm of a signal. */
export const OUTCOME_RUNBOOKS = [
  'rolled-back',
  'hook-failed',
  'alarm-red-before-start',
  'deployment-stuck',
  'canary-broken',
  'rollback-failed',
  'fix-forward',
] as const;
