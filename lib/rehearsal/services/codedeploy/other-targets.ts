import type { DeploymentInfo, DeploymentTarget } from '@aws-sdk/client-codedeploy';
import type { EcsDeployment, ServerDeployment } from '../../../engine/codedeploy';
import type { OtherDeployment } from './operations';

/** What a deployment to a service, or to servers, is made of: one target for the service, one for each server. */
export function otherTargets(deployment: OtherDeployment): readonly DeploymentTarget[] {
  return 'fleet' in deployment ? serverTargets(deployment) : [serviceTarget(deployment)];
}

/** The id of a target, by which it is asked for. */
export function otherTargetId({ ecsTarget, instanceTarget }: DeploymentTarget): string {
  return ecsTarget?.targetId ?? instanceTarget?.targetId ?? '';
}

/** What is deployed, and what it replaces: task definitions in an AppSpec, or a build. */
export function revisionsOf(deployment: OtherDeployment): Pick<DeploymentInfo, 'revision' | 'previousRevision'> {
  if ('fleet' in deployment) {
    const build = (key: string) => ({ revisionType: 'S3' as const, s3Location: { key } });
    const { revision, currentRevision } = deployment.revision;
    return { revision: build(revision), previousRevision: build(currentRevision) };
  }
  const appSpec = (TaskDefinition: string) => {
    const resources = [{ TargetService: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition } } }];
    const content = JSON.stringify({ version: 1, Resources: resources });
    return { revisionType: 'AppSpecContent' as const, appSpecContent: { content } };
  };
  const { taskDefinition, currentTaskDefinition } = deployment.revision;
  return { revision: appSpec(taskDefinition), previousRevision: appSpec(currentTaskDefinition) };
}

function serviceTarget({ id, revision, weight, events, status }: EcsDeployment): DeploymentTarget {
  const percent = Math.round(weight * 1000) / 10;
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId: id,
      targetId: `${revision.cluster}:${revision.service}`,
      status: status === 'Succeeded' ? 'Succeeded' : status === 'InProgress' ? 'InProgress' : 'Failed',
      lifecycleEvents: events.map(({ name, status: state, startTime, endTime }) => ({
        lifecycleEventName: name,
        status: state,
        ...(startTime === undefined ? {} : { startTime: new Date(startTime) }),
        ...(endTime === undefined ? {} : { endTime: new Date(endTime) }),
      })),
      taskSetsInfo: [
        { taskSetLabel: 'Blue', status: 'PRIMARY', trafficWeight: 100 - percent },
        { taskSetLabel: 'Green', status: 'ACTIVE', trafficWeight: percent },
      ],
    },
  };
}

function serverTargets({ id, fleet }: ServerDeployment): readonly DeploymentTarget[] {
  return fleet.instances.map((instance) => ({
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: id,
      targetId: instance.id,
      status: instance.status,
      lifecycleEvents:
        instance.status === 'Failed'
          ? [
              {
                lifecycleEventName: 'ApplicationStart',
                status: 'Failed' as const,
                diagnostics: {
                  errorCode: 'ScriptFailed' as const,
                  message: 'It did not start: so the scenario has it. What it wrote is not played here.',
                },
              },
            ]
          : [],
    },
  }));
}
