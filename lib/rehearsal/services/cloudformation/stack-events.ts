import type { AwsServices } from '../../../endpoint';
import type { Timeline } from '../../report/timeline';
import { type Account, arn, stableUuid } from '../../world/account';

type DescribeStackEvents = NonNullable<NonNullable<AwsServices['cloudformation']>['DescribeStackEvents']>;

/** What happened to a stack as a whole, the newest first. */
export function stackEvents(timeline: Timeline, account: Account): DescribeStackEvents {
  return ({ StackName = '' }) => {
    const name = /:stack\/([^/]+)/.exec(StackName)?.[1] ?? StackName;
    const StackId = arn(account, 'cloudformation', `stack/${name}/${stableUuid(name)}`);
    return {
      StackEvents: timeline
        .entries(0)
        .filter(({ actor, event }) => actor === 'cloudformation' && event === `stack ${name}`)
        .map(({ at, status }, index) => ({
          StackId,
          StackName: name,
          EventId: stableUuid(name, index),
          LogicalResourceId: name,
          PhysicalResourceId: StackId,
          ResourceType: 'AWS::CloudFormation::Stack',
          ResourceStatus: status as 'UPDATE_IN_PROGRESS',
          Timestamp: new Date(at),
        }))
        .toReversed(),
    };
  };
}
