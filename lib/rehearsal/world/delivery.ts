import type { AwsServices } from '../../endpoint';
import type { ResourceHandler } from '../../engine/cloudformation';
import { cloudformationOperations, type OutputsOf } from '../services/cloudformation/operations';
import { Jobs } from '../services/codepipeline/jobs';
import { Pipelines } from '../services/codepipeline/pipelines';
import type { Compute } from './compute';
import type { Foundation } from './foundation';

/** What brings a release into the account: pipelines, and the jobs of their gates. */
export interface Delivery {
  readonly pipelines: Pipelines;
  readonly jobs: Jobs;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
  readonly operations: Pick<AwsServices, 'cloudformation' | 'codepipeline'>;
}

export function openDelivery({ clock, work, account }: Foundation, compute: Compute, outputsOf: OutputsOf): Delivery {
  const jobs = new Jobs({ clock, work, account, async: compute.async });
  const pipelines = new Pipelines(jobs);
  return {
    pipelines,
    jobs,
    resources: pipelines.resources(),
    operations: { cloudformation: cloudformationOperations(outputsOf), codepipeline: pipelines.operations },
  };
}
