import type { EventPattern } from 'aws-cdk-lib/aws-events';

/** The deployments of one guard, as those who watch them need to know them. */
export type Deployments = CodeDeployDeployments | ServiceDeployments;

export interface CodeDeployDeployments {
  readonly by: 'codedeploy';
  readonly applicationName: string;
  readonly groups: readonly { readonly deploymentGroupName: string; readonly deploymentGroupArn: string }[];
  /** Of ECS: what is deployed. @default - functions or servers are */
  readonly service?: { readonly clusterName: string; readonly serviceName: string };
}

/** Of Amazon ECS by itself. */
export interface ServiceDeployments {
  readonly by: 'ecs';
  readonly clusterName: string;
  readonly serviceName: string;
  readonly serviceArn: string;
}

export type DeploymentMoment = 'started' | 'succeeded' | 'failed';

const CODEDEPLOY_STATES = { started: ['START'], succeeded: ['SUCCESS'], failed: ['FAILURE', 'STOP'] } as const;

const ECS_EVENTS = {
  started: ['SERVICE_DEPLOYMENT_IN_PROGRESS'],
  succeeded: ['SERVICE_DEPLOYMENT_COMPLETED'],
  failed: ['SERVICE_DEPLOYMENT_FAILED'],
} as const;

/**
 * The events that tell of these moments. Both services send them as well as they can: one may be missing, or come twice.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-codedeploy.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export function deploymentEvent(deployments: Deployments, ...moments: readonly DeploymentMoment[]): EventPattern {
  if (deployments.by === 'ecs') {
    return {
      source: ['aws.ecs'],
      detailType: ['ECS Deployment State Change'],
      resources: [deployments.serviceArn],
      detail: { eventName: moments.flatMap((moment) => ECS_EVENTS[moment]) },
    };
  }
  return {
    source: ['aws.codedeploy'],
    detailType: ['CodeDeploy Deployment State-change Notification'],
    detail: {
      application: [deployments.applicationName],
      deploymentGroup: deployments.groups.map((group) => group.deploymentGroupName),
      state: moments.flatMap((moment) => CODEDEPLOY_STATES[moment]),
    },
  };
}

/** What a function of the guard reads of them: the application's name, then its deployment groups'. */
export function deploymentGroupNames({ applicationName, groups }: CodeDeployDeployments): string {
  return [applicationName, ...groups.map((group) => group.deploymentGroupName)].join(',');
}
