import { type Account, arn, stableUuid } from '../../world/account';
import type { EventBus } from '../events/event-bus';

/** What a deployment's event on the bus is made of, on every platform. */
export interface AnnouncedDeployment {
  readonly event: string;
  readonly status: string;
  readonly application: string;
  readonly group: string;
  readonly deploymentId: string;
}

const states: Readonly<Record<string, string>> = {
  InProgress: 'START',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Stopped: 'STOP',
};

/** Rollbacks announce their own start and end, as any deployment. */
export function announce(event: AnnouncedDeployment, account: Account, events: EventBus): void {
  const state = states[event.status];
  if (event.event !== 'deployment' || state === undefined) return;
  events.put({
    source: 'aws.codedeploy',
    detailType: 'CodeDeploy Deployment State-change Notification',
    resources: [
      arn(account, 'codedeploy', `application:${event.application}`),
      arn(account, 'codedeploy', `deploymentgroup:${event.application}/${event.group}`),
    ],
    detail: {
      instanceGroupId: stableUuid(event.application, event.group),
      region: account.region,
      application: event.application,
      deploymentId: event.deploymentId,
      state,
      deploymentGroup: event.group,
    },
  });
}
