import type { AwsServices } from '../../endpoint';
import type { ResourceHandler } from '../../engine/cloudformation';
import { policyResources } from '../permissions';
import { cloudformationOperations, type OutputsOf } from '../services/cloudformation/operations';
import { Jobs } from '../services/codepipeline/jobs';
import { Pipelines } from '../services/codepipeline/pipelines';
import { Roles } from '../services/iam/roles';
import type { Compute } from './compute';
import type { Foundation } from './foundation';

/** What brings a release into the account: pipelines, the jobs of their gates, and the roles that these become. */
export interface Delivery {
  readonly pipelines: Pipelines;
  readonly jobs: Jobs;
  /** Whether a release only waits for its window: then users and canaries stay away. */
  isUnused: boolean;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
  readonly operations: Pick<AwsServices, 'cloudformation' | 'codepipeline' | 'sts'>;
}

export function openDelivery(foundation: Foundation, compute: Compute, outputsOf: OutputsOf): Delivery {
  const { clock, work, account, notes, permissions } = foundation;
  const jobs = new Jobs({ clock, work, account, async: compute.async });
  const pipelines = new Pipelines(jobs);
  const roles = new Roles({ account, notes, permissions, now: () => work.now() });
  return {
    pipelines,
    jobs,
    isUnused: false,
    resources: { ...pipelines.resources(), ...roles.resources(), ...policyResources(permissions.policies, account) },
    operations: {
      cloudformation: cloudformationOperations(outputsOf),
      codepipeline: pipelines.operations,
      sts: roles.operations,
    },
  };
}
