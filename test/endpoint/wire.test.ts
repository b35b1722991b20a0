import { gzipSync } from 'node:zlib';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, CreateApplicationCommand } from '@aws-sdk/client-codedeploy';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { AwsEndpoint, AwsError, type AwsServices, awsHosts } from '../../lib/endpoint';

const at = new Date('2031-01-02T03:04:05.678Z');
let endpoint: AwsEndpoint | undefined;

afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

async function serve(services: AwsServices) {
  endpoint = await AwsEndpoint.start(services);
  return {
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'ASIAHOOK', secretAccessKey: 'secret' },
  };
}

/** A request without an SDK, as services are called for which no client is installed. */
async function post(services: AwsServices, headers: Record<string, string>, body: string, path = '/') {
  endpoint = await AwsEndpoint.start(services);
  const response = await fetch(`${endpoint.url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
}

describe('what is not implemented', () => {
  it.each([
    [
      'an operation of a known service',
      (c: object) => new CodeDeployClient(c).send(new CreateApplicationCommand({ applicationName: 'a' })),
      'CodeDeploy CreateApplication',
    ],
    [
      'a service that is not played',
      (c: object) => new LambdaClient(c).send(new ListFunctionsCommand({})),
      'Lambda ListFunctions',
    ],
    [
      'an operation in XML',
      (c: object) => new SNSClient(c).send(new SubscribeCommand({ TopicArn: 't', Protocol: 'sqs' })),
      'SNS Subscribe',
    ],
  ])('answers %s with 400 and a sentence, which is not repeated', async (_what, call, named) => {
    const configuration = await serve({ codedeploy: {} });
    await expect(call(configuration)).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
      message: `${named} is not answered here: a rehearsal does not play this operation.`,
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
    expect(endpoint?.calls()).toHaveLength(1);
  });

  it('answers a path that cannot be decoded in a sentence too', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=A/20310101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0';
    const { status, text } = await post({}, { authorization }, '', '/bucket/%E0%A4%A');
    expect({ status, message: JSON.parse(text).message }).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^s3 .* is not answered here/),
    });
  });

  it('answers a service that it does not know in a sentence too', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=A/20310101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
    const { status, text } = await post({}, { authorization, 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{}');
    expect(status).toBe(400);
    expect(JSON.parse(text).message).toBe(
      'dynamodb (/) is not answered here: a rehearsal does not play this service or operation.',
    );
  });
});

describe('a failure of the rehearsal itself', () => {
  it('is told once, in a sentence, and never as 5xx', async () => {
    const configuration = await serve({
      cloudwatch: {
        DescribeAlarms: () => {
          throw new RangeError('no such instant');
        },
      },
    });
    await expect(new CloudWatchClient(configuration).send(new DescribeAlarmsCommand({}))).rejects.toMatchObject({
      name: 'RehearsalFailure',
      message: 'CloudWatch DescribeAlarms failed in the rehearsal: no such instant',
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
    expect(endpoint?.calls()).toMatchObject([{ operation: 'DescribeAlarms', error: { code: 'RehearsalFailure' } }]);
  });

  it('is not caused by a body that cannot be read', async () => {
    const target = {
      'x-amz-target': 'CodeDeploy_20141006.GetDeployment',
      'content-type': 'application/x-amz-json-1.1',
    };
    const { status, text } = await post({ codedeploy: { GetDeployment: () => ({}) } }, target, '{"deploymentId":');
    expect({ status, type: JSON.parse(text).__type }).toEqual({ status: 400, type: 'SerializationException' });
  });
});

describe('CBOR', () => {
  it('is spoken with clients that choose it', async () => {
    const configuration = await serve({
      cloudwatch: {
        DescribeAlarms: ({ AlarmNames }) => ({
          MetricAlarms: [{ AlarmName: AlarmNames?.[0], Threshold: 0.5, StateUpdatedTimestamp: at }],
        }),
        PutMetricData: () => ({}),
        SetAlarmState: () => {
          throw new AwsError('ResourceNotFound', 'Unknown alarm');
        },
      },
    });
    const client = new CloudWatchClient({ ...configuration, protocol: AwsSmithyRpcV2CborProtocol });
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['A'] }));
    expect(MetricAlarms).toEqual([{ AlarmName: 'A', Threshold: 0.5, StateUpdatedTimestamp: at }]);
    const metrics = { Namespace: 'N', MetricData: [{ MetricName: 'M', Timestamp: at, Values: [0.25, 3] }] };
    await client.send(new PutMetricDataCommand(metrics));
    expect(endpoint?.calls().at(-1)?.input).toEqual(metrics);
    const command = new SetAlarmStateCommand({ AlarmName: 'A', StateValue: 'OK', StateReason: 'r' });
    await expect(client.send(command)).rejects.toMatchObject({ message: 'Unknown alarm', $metadata: { attempts: 1 } });
  });
});

describe('services without a client here', () => {
  it('EventBridge PutEvents', async () => {
    const { status, text } = await post(
      {
        events: {
          PutEvents: ({ Entries = [] }) => ({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) }),
        },
      },
      { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
      JSON.stringify({ Entries: [{ Time: at.getTime() / 1000, Source: 'shop', DetailType: 'Bought', Detail: '{}' }] }),
    );
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 200,
      body: { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] },
    });
    expect(endpoint?.calls()[0]?.input).toEqual({
      Entries: [{ Time: at, Source: 'shop', DetailType: 'Bought', Detail: '{}' }],
    });
  });

  it('Systems Manager GetParameter', async () => {
    const { text } = await post(
      { ssm: { GetParameter: ({ Name }) => ({ Parameter: { Name, Value: '99', LastModifiedDate: at } }) } },
      { 'x-amz-target': 'AmazonSSM.GetParameter', 'content-type': 'application/x-amz-json-1.1' },
      '{"Name":"/cdk-bootstrap/hnb659fds/version"}',
    );
    const Parameter = { Name: '/cdk-bootstrap/hnb659fds/version', Value: '99', LastModifiedDate: at.getTime() / 1000 };
    expect(JSON.parse(text)).toEqual({ Parameter });
  });

  it('CloudWatch Logs FilterLogEvents, whose times are milliseconds', async () => {
    const events = [{ timestamp: at.getTime(), message: 'TypeError' }];
    const { text } = await post(
      { logs: { FilterLogEvents: () => ({ events }) } },
      { 'x-amz-target': 'Logs_20140328.FilterLogEvents', 'content-type': 'application/x-amz-json-1.1' },
      JSON.stringify({ logGroupName: '/aws/lambda/orders', startTime: 1 }),
    );
    expect(JSON.parse(text)).toEqual({ events });
    expect(endpoint?.calls()[0]?.input).toEqual({ logGroupName: '/aws/lambda/orders', startTime: 1 });
  });

  it('Systems Manager CreateOpsItem', async () => {
    const { text } = await post(
      { ssm: { CreateOpsItem: ({ Title }) => ({ OpsItemId: `oi-${Title.length}` }) } },
      { 'x-amz-target': 'AmazonSSM.CreateOpsItem', 'content-type': 'application/x-amz-json-1.1' },
      JSON.stringify({ Title: 'Rolled back', Description: 'd', Source: 'aviary' }),
    );
    expect(JSON.parse(text)).toEqual({ OpsItemId: 'oi-11' });
  });

  it('STS GetCallerIdentity and AssumeRole', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const services: AwsServices = {
      sts: {
        GetCallerIdentity: () => ({
          UserId: 'AROA:me',
          Account: '111122223333',
          Arn: 'arn:aws:sts::111122223333:assumed-role/r/me',
        }),
        AssumeRole: ({ RoleArn }) => ({
          Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: at },
          AssumedRoleUser: { AssumedRoleId: 'AROA:me', Arn: RoleArn },
        }),
      },
    };
    const who = await post(services, form, 'Action=GetCallerIdentity&Version=2011-06-15');
    expect(who.text).toContain('<GetCallerIdentityResult><UserId>AROA:me</UserId><Account>111122223333</Account>');
    await endpoint?.close();
    const assumed = await post(
      services,
      form,
      'Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Ar&RoleSessionName=me',
    );
    expect(assumed.text).toContain('<Expiration>2031-01-02T03:04:05.678Z</Expiration></Credentials>');
    expect(assumed.text).toContain('<Arn>arn:r</Arn>');
  });
});

describe('a caller', () => {
  it('is told by its signature, and that it has gone', async () => {
    const gone = new AbortController();
    const left = new Promise<object>((resolve) => {
      void serve({
        cloudwatch: {
          DescribeAlarms: (_input, { accessKeyId, region, signal }) => {
            signal.addEventListener('abort', () => resolve({ accessKeyId, region }));
            gone.abort();
            return new Promise(() => {});
          },
        },
      }).then((configuration) => {
        const client = new CloudWatchClient(configuration);
        return client.send(new DescribeAlarmsCommand({}), { abortSignal: gone.signal }).catch(() => {});
      });
    });
    expect(await left).toEqual({ accessKeyId: 'ASIAHOOK', region: 'eu-west-1' });
  });
});

describe("a request to a service's own host name", () => {
  it('is answered as over the port', async () => {
    expect(awsHosts('eu-west-1')).toEqual(
      expect.arrayContaining([
        'monitoring.eu-west-1.amazonaws.com',
        'codedeploy.eu-west-1.amazonaws.com',
        'sts.amazonaws.com',
      ]),
    );
    await serve({
      codedeploy: { StopDeployment: ({ deploymentId }) => ({ status: 'Pending', statusMessage: deploymentId }) },
    });
    const response = await endpoint?.answer({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'CodeDeploy_20141006.StopDeployment', 'content-encoding': 'gzip' },
      body: gzipSync('{"deploymentId":"d-1"}'),
    });
    expect(response).toMatchObject({ status: 200, body: '{"status":"Pending","statusMessage":"d-1"}' });
  });
});
