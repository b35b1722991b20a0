import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';

const cloudformation = new CloudFormationClient();

const PAGES = 20;

/**
 * When the operation of a stack began during which something started: CloudTrail may have an older one of the same stack before
 * it has this one. `undefined`: nothing of the stack went on then.
 */
export async function stackOperation(StackName: string, during: Date): Promise<Date | undefined> {
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    // The newest come first.
    const answer = await cloudformation.send(new DescribeStackEventsCommand({ StackName, NextToken }));
    for (const { ResourceType, PhysicalResourceId, StackId, ResourceStatus = '', Timestamp } of answer.StackEvents ??
      []) {
      const isStack = ResourceType === 'AWS::CloudFormation::Stack' && PhysicalResourceId === StackId;
      if (!isStack || Timestamp === undefined || Timestamp > during) continue;
      if (/_(COMPLETE|FAILED)$/.test(ResourceStatus)) return undefined;
      if (/^(CREATE|UPDATE)_IN_PROGRESS$/.test(ResourceStatus)) return Timestamp;
    }
    NextToken = answer.NextToken;
    if (NextToken === undefined) return undefined;
  }
  return undefined;
}
