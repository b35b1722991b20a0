import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import * as z from 'zod/mini';

/** What CloudFormation sends to a custom resource, as far as it matters here. */
const Request = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.object({ Route: z.string(), Blue: z.string(), Green: z.string() }),
});

type Properties = z.infer<typeof Request>['ResourceProperties'];

const elb = new ElasticLoadBalancingV2Client();

/**
 * Tells which of two target groups the next revision will come up in: the one that production does not reach now. CloudFormation
 * asks once for each release, before the service's update.
 */
export async function handler(event: unknown): Promise<void> {
  const request = Request.parse(event);
  const answer = await answerTo(request).catch((error: unknown) => ({
    Status: 'FAILED',
    Reason: `Which target group serves production cannot be told: ${String(error)}`,
  }));
  console.log(JSON.stringify(answer));
  const response = await fetch(request.ResponseURL, {
    method: 'PUT',
    headers: { 'content-type': '' },
    body: JSON.stringify({
      ...answer,
      PhysicalResourceId: `${request.StackId}/${request.LogicalResourceId}`,
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
    }),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status} to the response`);
}

async function answerTo({ RequestType, ResourceProperties }: z.infer<typeof Request>) {
  if (RequestType === 'Delete') return { Status: 'SUCCESS' };
  const candidate = candidateOf(await productionWeights(ResourceProperties.Route), ResourceProperties);
  const baseline = candidate === ResourceProperties.Blue ? ResourceProperties.Green : ResourceProperties.Blue;
  return {
    Status: 'SUCCESS',
    // Alarms look at no minute before this: the group may have served a release that was bad a moment ago.
    Data: { Candidate: fullName(candidate), Baseline: fullName(baseline), Since: String(nextMinute(Date.now())) },
  };
}

/**
 * The target group with the smaller share of production: none, unless a deployment was left half-way. Where production reaches
 * neither, as before the first deployment, it is green.
 */
export function candidateOf(weights: ReadonlyMap<string, number>, { Blue, Green }: Properties): string {
  return (weights.get(Green) ?? 0) > (weights.get(Blue) ?? 0) ? Blue : Green;
}

async function productionWeights(route: string): Promise<ReadonlyMap<string, number>> {
  const actions = route.includes(':listener-rule/')
    ? (await elb.send(new DescribeRulesCommand({ RuleArns: [route] }))).Rules?.[0]?.Actions
    : (await elb.send(new DescribeListenersCommand({ ListenerArns: [route] }))).Listeners?.[0]?.DefaultActions;
  if (actions === undefined) throw new Error(`there is no ${route}`);
  return new Map(actions.flatMap(forwardedTo));
}

function forwardedTo({ TargetGroupArn, ForwardConfig }: Action): [string, number][] {
  const groups = ForwardConfig?.TargetGroups ?? [];
  if (groups.length === 0) return TargetGroupArn === undefined ? [] : [[TargetGroupArn, 1]];
  return groups.flatMap((group) =>
    group.TargetGroupArn === undefined ? [] : [[group.TargetGroupArn, group.Weight ?? 1]],
  );
}

/** `targetgroup/name/id`, as CloudWatch has it. */
function fullName(targetGroupArn: string): string {
  return targetGroupArn.split(':').at(-1) ?? targetGroupArn;
}

/** In seconds, as metric math's EPOCH has it. */
function nextMinute(now: number): number {
  return Math.ceil(now / 60_000) * 60;
}
