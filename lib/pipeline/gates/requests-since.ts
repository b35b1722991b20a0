import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type CloudWatchClient, GetMetricDataCommand, type Metric } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import { setting } from '../../deployment/hooks/settings';
import { accessToStage } from './stage-access';

/** What is counted: functions that a stack names in an output, `function:alias` between commas, or any metric. */
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
  if ('namespace' in counted) {
    const Dimensions = Object.entries(counted.dimensions).map(([Name, Value]) => ({ Name, Value }));
    return [{ Namespace: counted.namespace, MetricName: counted.name, Dimensions }];
  }
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: counted.stack }));
  const value = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === counted.output)?.OutputValue;
  if (value === undefined) throw new Error(`${counted.stack} has no output ${counted.output}`);
  return value.split(',').map((Resource) => ({
    Namespace: 'AWS/Lambda',
    MetricName: 'Invocations',
    Dimensions: [
      { Name: 'FunctionName', Value: Resource.split(':')[0] },
      { Name: 'Resource', Value: Resource },
    ],
  }));
}
