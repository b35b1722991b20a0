import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  type DeploymentTarget,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { GetAliasCommand, GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DescribeCanariesCommand,
  DescribeCanariesLastRunCommand,
  GetCanaryCommand,
  GetCanaryRunsCommand,
  StartCanaryCommand,
  StopCanaryCommand,
  SyntheticsClient,
} from '@aws-sdk/client-synthetics';
import { AwsEndpoint, AwsError, type AwsServices } from '../../lib/endpoint';

const at = new Date('2031-01-02T03:04:05.678Z');
const inSeconds = new Date('2031-01-02T03:04:05Z');
let endpoint: AwsEndpoint | undefined;

afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

/** A client's configuration for an endpoint with these operations. */
async function serve(services: AwsServices) {
  endpoint = await AwsEndpoint.start(services);
  return {
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'ASIAHOOK', secretAccessKey: 'secret', sessionToken: 'token' },
  };
}

/** What the endpoint got of the last call. */
const received = () => endpoint?.calls().at(-1)?.input;

/** What a client gives, without its metadata. */
async function of<Output extends { $metadata: unknown }>(sent: Promise<Output>): Promise<Omit<Output, '$metadata'>> {
  const { $metadata: _metadata, ...output } = await sent;
  return output;
}

describe('CloudWatch', () => {
  it('DescribeAlarms', async () => {
    const client = new CloudWatchClient(
      await serve({
        cloudwatch: {
          DescribeAlarms: ({ AlarmNames = [] }) => ({
            MetricAlarms: AlarmNames.map((AlarmName) => ({
              AlarmName,
              StateValue: 'ALARM',
              StateUpdatedTimestamp: at,
              Threshold: 0.5,
              Dimensions: [{ Name: 'FunctionName', Value: 'orders' }],
              ActionsEnabled: false,
            })),
            CompositeAlarms: [],
          }),
        },
      }),
    );
    const input = {
      AlarmNames: ['HighErrors'],
      AlarmTypes: ['CompositeAlarm' as const, 'MetricAlarm' as const],
      MaxRecords: 10,
    };
    expect(await of(client.send(new DescribeAlarmsCommand(input)))).toEqual({
      MetricAlarms: [
        {
          AlarmName: 'HighErrors',
          StateValue: 'ALARM',
          StateUpdatedTimestamp: at,
          Threshold: 0.5,
          Dimensions: [{ Name: 'FunctionName', Value: 'orders' }],
          ActionsEnabled: false,
        },
      ],
      CompositeAlarms: [],
    });
    expect(received()).toEqual(input);
  });

  it('PutMetricData, with a large body that the client compresses', async () => {
    const client = new CloudWatchClient(await serve({ cloudwatch: { PutMetricData: () => ({}) } }));
    const data = Array.from({ length: 400 }, (_unused, n) => ({
      MetricName: 'Latency',
      Dimensions: [{ Name: 'Service', Value: 'storefront' }],
      Timestamp: at,
      Value: n,
      Unit: 'Milliseconds' as const,
    }));
    await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: data }));
    expect(received()).toEqual({ Namespace: 'Shop', MetricData: data });
  });

  it('GetMetricData, GetMetricStatistics and ListMetrics', async () => {
    const client = new CloudWatchClient(
      await serve({
        cloudwatch: {
          GetMetricData: () => ({
            MetricDataResults: [{ Id: 'm1', Timestamps: [at], Values: [1, 2.5], StatusCode: 'Complete' }],
          }),
          GetMetricStatistics: () => ({
            Label: 'Errors',
            Datapoints: [{ Timestamp: at, Sum: 3, ExtendedStatistics: { p99: 1.5 } }],
          }),
          ListMetrics: () => ({ Metrics: [{ Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [] }] }),
        },
      }),
    );
    const query = {
      StartTime: inSeconds,
      EndTime: at,
      MetricDataQueries: [
        {
          Id: 'm1',
          MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 60, Stat: 'p99' },
          ReturnData: true,
        },
      ],
    };
    expect((await client.send(new GetMetricDataCommand(query))).MetricDataResults).toEqual([
      { Id: 'm1', Timestamps: [at], Values: [1, 2.5], StatusCode: 'Complete' },
    ]);
    expect(received()).toEqual(query);
    const statistics = {
      Namespace: 'N',
      MetricName: 'M',
      StartTime: inSeconds,
      EndTime: at,
      Period: 60,
      Statistics: ['Sum' as const],
    };
    expect((await client.send(new GetMetricStatisticsCommand(statistics))).Datapoints).toEqual([
      { Timestamp: at, Sum: 3, ExtendedStatistics: { p99: 1.5 } },
    ]);
    expect(received()).toEqual(statistics);
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toHaveLength(1);
  });

  it('SetAlarmState and DescribeAlarmHistory', async () => {
    const client = new CloudWatchClient(
      await serve({
        cloudwatch: {
          SetAlarmState: () => ({}),
          DescribeAlarmHistory: () => ({
            AlarmHistoryItems: [{ AlarmName: 'A', Timestamp: at, HistoryItemType: 'StateUpdate' }],
          }),
        },
      }),
    );
    await client.send(new SetAlarmStateCommand({ AlarmName: 'A', StateValue: 'ALARM', StateReason: 'by hand' }));
    expect(received()).toEqual({ AlarmName: 'A', StateValue: 'ALARM', StateReason: 'by hand' });
    const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand({ AlarmName: 'A' }));
    expect(AlarmHistoryItems?.[0]?.Timestamp).toEqual(at);
  });

  it('tells an error under its name, also where the service once had another', async () => {
    const client = new CloudWatchClient(
      await serve({
        cloudwatch: {
          SetAlarmState: () => {
            throw new AwsError('ResourceNotFound', 'Unknown alarm');
          },
        },
      }),
    );
    const command = new SetAlarmStateCommand({ AlarmName: 'A', StateValue: 'OK', StateReason: 'r' });
    await expect(client.send(command)).rejects.toMatchObject({
      name: expect.stringMatching(/^ResourceNotFound/),
      message: 'Unknown alarm',
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
  });
});

describe('CodeDeploy', () => {
  it('PutLifecycleEventHookExecutionStatus', async () => {
    const client = new CodeDeployClient(
      await serve({
        codedeploy: {
          PutLifecycleEventHookExecutionStatus: ({ lifecycleEventHookExecutionId }) => ({
            lifecycleEventHookExecutionId,
          }),
        },
      }),
    );
    const input = { deploymentId: 'd-ABC', lifecycleEventHookExecutionId: 'eyJl', status: 'Succeeded' as const };
    const output = await of(client.send(new PutLifecycleEventHookExecutionStatusCommand(input)));
    expect(output).toEqual({ lifecycleEventHookExecutionId: 'eyJl' });
    expect(received()).toEqual(input);
    expect(endpoint?.calls()[0]).toMatchObject({
      service: 'codedeploy',
      operation: 'PutLifecycleEventHookExecutionStatus',
      accessKeyId: 'ASIAHOOK',
    });
  });

  it('GetDeployment, ListDeployments and StopDeployment', async () => {
    const client = new CodeDeployClient(
      await serve({
        codedeploy: {
          GetDeployment: ({ deploymentId }) => ({
            deploymentInfo: { deploymentId, status: 'InProgress', createTime: at },
          }),
          ListDeployments: () => ({ deployments: ['d-1', 'd-2'] }),
          StopDeployment: () => ({ status: 'Pending', statusMessage: 'stopping' }),
        },
      }),
    );
    expect((await client.send(new GetDeploymentCommand({ deploymentId: 'd-1' }))).deploymentInfo).toEqual({
      deploymentId: 'd-1',
      status: 'InProgress',
      createTime: at,
    });
    const range = { createTimeRange: { start: inSeconds, end: at }, includeOnlyStatuses: ['Succeeded' as const] };
    expect((await client.send(new ListDeploymentsCommand(range))).deployments).toEqual(['d-1', 'd-2']);
    expect(received()).toEqual(range);
    const stop = { deploymentId: 'd-1', autoRollbackEnabled: true };
    expect(await of(client.send(new StopDeploymentCommand(stop)))).toEqual({
      status: 'Pending',
      statusMessage: 'stopping',
    });
    expect(received()).toEqual(stop);
  });

  it('GetDeploymentTarget and BatchGetDeploymentTargets', async () => {
    const deploymentTarget: DeploymentTarget = {
      deploymentTargetType: 'LambdaTarget',
      lambdaTarget: { targetId: 'orders:live', lastUpdatedAt: at, lambdaFunctionInfo: { targetVersionWeight: 0.1 } },
    };
    const client = new CodeDeployClient(
      await serve({
        codedeploy: {
          GetDeploymentTarget: () => ({ deploymentTarget }),
          BatchGetDeploymentTargets: () => ({ deploymentTargets: [deploymentTarget] }),
        },
      }),
    );
    const one = new GetDeploymentTargetCommand({ deploymentId: 'd', targetId: 't' });
    expect((await client.send(one)).deploymentTarget).toEqual(deploymentTarget);
    const many = new BatchGetDeploymentTargetsCommand({ deploymentId: 'd', targetIds: ['t'] });
    expect((await client.send(many)).deploymentTargets).toEqual([deploymentTarget]);
  });

  it('throws exceptions by their class', async () => {
    const client = new CodeDeployClient(
      await serve({
        codedeploy: {
          GetDeployment: () => {
            throw new AwsError('DeploymentDoesNotExistException', 'The deployment d-X could not be found');
          },
        },
      }),
    );
    await expect(client.send(new GetDeploymentCommand({ deploymentId: 'd-X' }))).rejects.toMatchObject({
      name: 'DeploymentDoesNotExistException',
      message: 'The deployment d-X could not be found',
      $fault: 'client',
    });
  });
});

describe('Synthetics', () => {
  it('StartCanary, StopCanary and GetCanary', async () => {
    const client = new SyntheticsClient(
      await serve({
        synthetics: {
          StartCanary: () => ({}),
          StopCanary: () => ({}),
          GetCanary: ({ Name }) => ({ Canary: { Name, Status: { State: 'RUNNING' }, Timeline: { LastStarted: at } } }),
        },
      }),
    );
    await client.send(new StartCanaryCommand({ Name: 'page' }));
    expect(received()).toEqual({ Name: 'page' });
    await client.send(new StopCanaryCommand({ Name: 'page' }));
    expect((await client.send(new GetCanaryCommand({ Name: 'page' }))).Canary).toEqual({
      Name: 'page',
      Status: { State: 'RUNNING' },
      Timeline: { LastStarted: at },
    });
  });

  it('GetCanaryRuns waits as long as the handler does', async () => {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const client = new SyntheticsClient(
      await serve({
        synthetics: {
          GetCanaryRuns: async ({ Name }) => {
            await finished;
            return {
              CanaryRuns: [{ Name, Status: { State: 'PASSED' }, Timeline: { Started: inSeconds, Completed: at } }],
            };
          },
          StopCanary: () => {
            finish();
            return {};
          },
        },
      }),
    );
    const runs = client.send(new GetCanaryRunsCommand({ Name: 'page', MaxResults: 1 }));
    await client.send(new StopCanaryCommand({ Name: 'page' }));
    expect((await runs).CanaryRuns).toEqual([
      { Name: 'page', Status: { State: 'PASSED' }, Timeline: { Started: inSeconds, Completed: at } },
    ]);
    expect(received()).toEqual({ Name: 'page', MaxResults: 1 });
  });

  it('DescribeCanaries and DescribeCanariesLastRun', async () => {
    const client = new SyntheticsClient(
      await serve({
        synthetics: {
          DescribeCanaries: () => ({ Canaries: [{ Name: 'page', Timeline: { Created: at } }] }),
          DescribeCanariesLastRun: () => ({
            CanariesLastRun: [{ CanaryName: 'page', LastRun: { Timeline: { Started: at } } }],
          }),
        },
      }),
    );
    const { Canaries } = await client.send(new DescribeCanariesCommand({ Names: ['page'] }));
    expect(Canaries?.[0]?.Timeline?.Created).toEqual(at);
    expect(received()).toEqual({ Names: ['page'] });
    const { CanariesLastRun } = await client.send(new DescribeCanariesLastRunCommand({}));
    expect(CanariesLastRun?.[0]?.LastRun?.Timeline?.Started).toEqual(at);
  });

  it('throws exceptions by their class', async () => {
    const client = new SyntheticsClient(
      await serve({
        synthetics: {
          StartCanary: () => {
            throw new AwsError('ConflictException', 'Canary is in RUNNING state', 409);
          },
        },
      }),
    );
    await expect(client.send(new StartCanaryCommand({ Name: 'page' }))).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Canary is in RUNNING state',
      $metadata: { httpStatusCode: 409, attempts: 1 },
    });
  });
});

describe('Lambda', () => {
  it('Invoke', async () => {
    const client = new LambdaClient(
      await serve({
        lambda: {
          Invoke: () => ({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '7', Payload: '{"no":1}' }),
        },
      }),
    );
    const FunctionName = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
    const { Payload, FunctionError, StatusCode, ExecutedVersion } = await client.send(
      new InvokeCommand({ FunctionName, Qualifier: 'live', InvocationType: 'RequestResponse', Payload: '{"a":"é"}' }),
    );
    expect(Payload?.transformToString()).toBe('{"no":1}');
    expect({ FunctionError, StatusCode, ExecutedVersion }).toEqual({
      FunctionError: 'Unhandled',
      StatusCode: 200,
      ExecutedVersion: '7',
    });
    expect(received()).toMatchObject({
      FunctionName,
      Qualifier: 'live',
      InvocationType: 'RequestResponse',
      Payload: Buffer.from('{"a":"é"}'),
    });
  });

  it('an asynchronous Invoke answers 202', async () => {
    const client = new LambdaClient(await serve({ lambda: { Invoke: () => ({ StatusCode: 202 }) } }));
    const { StatusCode } = await client.send(new InvokeCommand({ FunctionName: 'orders', InvocationType: 'Event' }));
    expect(StatusCode).toBe(202);
  });

  it('GetAlias and GetFunctionConfiguration', async () => {
    const client = new LambdaClient(
      await serve({
        lambda: {
          GetAlias: ({ Name }) => ({
            Name,
            FunctionVersion: '1',
            RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
          }),
          GetFunctionConfiguration: () => {
            throw new AwsError('ResourceNotFoundException', 'Function not found', 404, { Type: 'User' });
          },
        },
      }),
    );
    expect(await of(client.send(new GetAliasCommand({ FunctionName: 'orders', Name: 'live' })))).toEqual({
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    });
    await expect(client.send(new GetFunctionConfigurationCommand({ FunctionName: 'x' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      Type: 'User',
    });
  });
});

describe('EventBridge Scheduler', () => {
  it('CreateSchedule, GetSchedule and DeleteSchedule', async () => {
    const client = new SchedulerClient(
      await serve({
        scheduler: {
          CreateSchedule: ({ Name }) => ({
            ScheduleArn: `arn:aws:scheduler:eu-west-1:111122223333:schedule/default/${Name}`,
          }),
          GetSchedule: ({ Name }) => ({ Name, CreationDate: at }),
          DeleteSchedule: () => ({}),
        },
      }),
    );
    const schedule = {
      Name: 'again',
      ScheduleExpression: 'at(2031-01-02T03:04:05)',
      StartDate: at,
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: { Arn: 'arn:f', RoleArn: 'arn:r', Input: '{}' },
      ActionAfterCompletion: 'DELETE' as const,
    };
    expect((await client.send(new CreateScheduleCommand(schedule))).ScheduleArn).toMatch(/schedule\/default\/again$/);
    expect(received()).toMatchObject(schedule);
    expect((await client.send(new GetScheduleCommand({ Name: 'again', GroupName: 'g' }))).CreationDate).toEqual(at);
    expect(received()).toEqual({ Name: 'again', GroupName: 'g' });
    await client.send(new DeleteScheduleCommand({ Name: 'again' }));
  });
});

describe('SNS', () => {
  it('Publish', async () => {
    const client = new SNSClient(await serve({ sns: { Publish: () => ({ MessageId: 'm-1' }) } }));
    const input = {
      TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      Message: 'a & b\n<c> é',
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'x' },
        raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
      },
    };
    expect((await client.send(new PublishCommand(input))).MessageId).toBe('m-1');
    expect(received()).toEqual(input);
  });
});

describe('CloudFormation', () => {
  it('DescribeStacks and DescribeStackEvents', async () => {
    const client = new CloudFormationClient(
      await serve({
        cloudformation: {
          DescribeStacks: ({ StackName }) => {
            if (StackName === 'gone') throw new AwsError('ValidationError', 'Stack with id gone does not exist');
            return {
              Stacks: [
                {
                  StackName,
                  CreationTime: at,
                  StackStatus: 'UPDATE_COMPLETE',
                  DisableRollback: false,
                  Outputs: [{ OutputKey: 'Url', OutputValue: 'https://a?b=1&c=<d>' }],
                  Capabilities: [],
                },
              ],
            };
          },
          DescribeStackEvents: () => ({
            StackEvents: [
              { StackId: 's', EventId: 'e', StackName: 'shop', Timestamp: at, ResourceStatusReason: 'line\nbreak' },
            ],
          }),
        },
      }),
    );
    expect((await client.send(new DescribeStacksCommand({ StackName: 'shop' }))).Stacks).toEqual([
      {
        StackName: 'shop',
        CreationTime: at,
        StackStatus: 'UPDATE_COMPLETE',
        DisableRollback: false,
        Outputs: [{ OutputKey: 'Url', OutputValue: 'https://a?b=1&c=<d>' }],
        Capabilities: [],
      },
    ]);
    const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: 'shop' }));
    expect(StackEvents?.[0]).toMatchObject({ Timestamp: at, ResourceStatusReason: 'line\nbreak' });
    await expect(client.send(new DescribeStacksCommand({ StackName: 'gone' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id gone does not exist',
    });
  });
});
