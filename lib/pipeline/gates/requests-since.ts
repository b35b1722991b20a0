import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type CloudWatchClient, GetMetricDataCommand, type Metric } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import { setting } from '../../deployment/hooks/settings';
import { accessToStage } from './stage-access';

/**
 * What is counted: what a stack names in an output between commas, functions as `function:alias` or target groups as
 * `load balancer|target group`; or any metric.
 */
const Counted = z.array(
  z.union([
    z.object({ stack: z.string(), output: z.string() }),
    z.object({ namespace: z.string(), name: z.string(), dimensions: z.record(z.string(), z.string()) }),
  ]),
);

const cloudformation = new CloudFormationClient(accessToStage);

/** How many requests users have made since a moment, in milliseconds: those that CloudWatch knows of by now. */
export async function requestsSince(cloudwatch: CloudWatchClient, since: number): Promise<number> {
  const metrics = (await Promise.all(Counted.parse(JSON.parse(setting('REQUESTS'))).map(metricsOf))).flat();
  const minute = 60_000;
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      // A datapoint counts from its minute's start; the first one may hold requests to the version before.
      StartTime: new Date(Math.ceil(since / minute) * minute),
      EndTime: new Date(Date.now()),
      MetricDataQueries: metrics.map((Metric, index) => ({
        Id: `m${index}`,
        MetricStat: { Metric, Period: 60, Stat: 'Sum' },
      })),
    }),
  );
  return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
}

async function metricsOf(counted: z.infer<typeof Counted>[number]): Promise<Metric[]> {
  if ('namespace' in counted) return [metric(counted.namespace, counted.name, counted.dimensions)];
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: counted.stack }));
  const value = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === counted.output)?.OutputValue;
  if (value === undefined) throw new Error(`${counted.stack} has no output ${counted.output}`);
  return value.split(',').map(servedBy);
}

/** The metric that counts the requests to a function's alias, or to a target group. */
function servedBy(name: string): Metric {
  const [LoadBalancer, TargetGroup] = name.split('|');
  return TargetGroup === undefined
    ? metric('AWS/Lambda', 'Invocations', { FunctionName: name.split(':')[0] ?? name, Resource: name })
    : metric('AWS/ApplicationELB', 'RequestCount', { LoadBalancer: LoadBalancer ?? '', TargetGroup });
}

function metric(Namespace: string, MetricName: string, dimensions: Readonly<Record<string, string>>): Metric {
  return { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) };
}
