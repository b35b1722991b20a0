import type { Verdict } from './verdict';

/** What a stage of the pipeline made of the release. */
export interface Promotion {
  readonly stage: string;
  readonly status: 'promoted' | 'not-entered' | 'deployment-failed' | 'stopped';
  /** What stopped it: the action of the pipeline, or `entry condition`. */
  readonly gate?: string;
  readonly reason: string;
  /** Whether CodePipeline brought the stage back: it had nothing to bring it back to, or its way back failed as well. */
  readonly rollback: 'none' | 'done' | 'impossible' | 'failed';
}

const ways = {
  none: '',
  done: '; CodePipeline rolled the stage back',
  impossible: '; nothing rolled the stage back: its pipeline had changed, and had nothing to go back to',
  failed: '; CodePipeline could not roll the stage back',
} as const;

/** What stopped the release, and whether the stage went back, in short. */
export function stopOf({ stage, gate = 'the deployment', rollback }: Promotion): string {
  return `${gate} of ${stage}${ways[rollback]}`;
}

/** The verdict on the release where a pipeline deploys it: what the stage made of it, after what its deployment did. */
export function verdictOfStage(deployment: Verdict, promotion: Promotion, isAtBaseline: boolean): Verdict {
  const { stage, status, gate = '', reason, rollback } = promotion;
  switch (status) {
    case 'promoted':
      return { ...deployment, reason: `${deployment.reason}; promoted from ${stage}: ${reason}` };
    case 'not-entered':
      return { outcome: 'refused', stoppedBy: 'gate', reason: `${stage} was not entered: ${reason}` };
    case 'deployment-failed':
      return { ...deployment, reason: `${deployment.reason}${ways[rollback]}` };
    case 'stopped':
      return {
        outcome: isAtBaseline ? 'rolled-back' : 'failed',
        stoppedBy: 'gate',
        reason: `${gate} of ${stage}: ${reason}${ways[rollback]}`,
      };
  }
}
