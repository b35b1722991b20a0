import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
} from '@aws-sdk/client-ecs';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateOpsItemCommand, OpsItemAlreadyExistsException, SSMClient } from '@aws-sdk/client-ssm';
import { AwsEndpoint, AwsError, type AwsServices } from '../../lib/endpoint';

const at = new Date('2031-01-02T03:04:05Z');
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
    credentials: { accessKeyId: 'ASIAREPORT', secretAccessKey: 'secret', sessionToken: 'token' },
  };
}

const received = () => endpoint?.calls().at(-1)?.input;

test('CloudTrail: LookupEvents', async () => {
  const client = new CloudTrailClient(
    await serve({
      cloudtrail: { LookupEvents: () => ({ Events: [{ EventName: 'ExecuteChangeSet', EventTime: at }] }) },
    }),
  );
  const input = {
    LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'ExecuteChangeSet' }],
    StartTime: at,
    EndTime: at,
  };
  const { Events } = await client.send(new LookupEventsCommand(input));
  expect(Events).toEqual([{ EventName: 'ExecuteChangeSet', EventTime: at }]);
  expect(received()).toEqual(input);
});

test('CloudTrail: a target with the whole path of the service, as botocore writes it', async () => {
  await serve({ cloudtrail: { LookupEvents: () => ({ Events: [] }) } });
  const response = await fetch(endpoint?.url ?? '', {
    method: 'POST',
    headers: {
      'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
      'content-type': 'application/x-amz-json-1.1',
    },
    body: '{}',
  });
  expect([response.status, await response.json()]).toEqual([200, { Events: [] }]);
});

test('ECS: deployments of a service and their revisions', async () => {
  const arn = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shops/shop/NCWGC2ZR';
  const client = new ECSClient(
    await serve({
      ecs: {
        ListServiceDeployments: () => ({ serviceDeployments: [{ serviceDeploymentArn: arn, createdAt: at }] }),
        DescribeServiceDeployments: ({ serviceDeploymentArns: [one] = [] }) => ({
          serviceDeployments: [
            {
              serviceDeploymentArn: one,
              status: 'ROLLBACK_IN_PROGRESS',
              rollback: { reason: 'alarms', startedAt: at },
              targetServiceRevision: { requestedProductionTrafficWeight: 12.5 },
            },
          ],
        }),
        DescribeServiceRevisions: () => ({ serviceRevisions: [{ taskDefinition: 'shop:5', createdAt: at }] }),
      },
    }),
  );
  const listed = await client.send(new ListServiceDeploymentsCommand({ cluster: 'shops', service: 'shop' }));
  expect(listed.serviceDeployments).toEqual([{ serviceDeploymentArn: arn, createdAt: at }]);
  const described = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }));
  expect(described.serviceDeployments?.[0]).toEqual({
    serviceDeploymentArn: arn,
    status: 'ROLLBACK_IN_PROGRESS',
    rollback: { reason: 'alarms', startedAt: at },
    targetServiceRevision: { requestedProductionTrafficWeight: 12.5 },
  });
  const revisions = await client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: ['r'] }));
  expect(revisions.serviceRevisions).toEqual([{ taskDefinition: 'shop:5', createdAt: at }]);
});

test('S3: the objects below a prefix, and one of them', async () => {
  const client = new S3Client({
    ...(await serve({
      s3: {
        ListObjectsV2: ({ Prefix = '' }) => ({ Contents: [{ Key: `${Prefix}a & b.json`, Size: 2, LastModified: at }] }),
        GetObject: ({ Key }) => {
          if (Key === 'none') throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
          return { Body: `{"key":"${Key}"}` };
        },
      },
    })),
    forcePathStyle: true,
  });
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'Artifacts', Prefix: 'canary/page/' }));
  expect(Contents).toEqual([{ Key: 'canary/page/a & b.json', Size: 2, LastModified: at }]);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'Artifacts', Key: 'canary/page/a & b.json' }));
  expect(await Body?.transformToString()).toBe('{"key":"canary/page/a & b.json"}');
  await expect(client.send(new GetObjectCommand({ Bucket: 'Artifacts', Key: 'none' }))).rejects.toThrow(NoSuchKey);
});

test('Logs: FilterLogEvents by prefix', async () => {
  const client = new CloudWatchLogsClient(
    await serve({ logs: { FilterLogEvents: () => ({ events: [{ timestamp: 5, message: 'Error: x' }] }) } }),
  );
  const input = { logGroupName: '/g', logStreamNamePrefix: '2031/01/02/[12]', filterPattern: '?ERROR', limit: 100 };
  const { events } = await client.send(new FilterLogEventsCommand(input));
  expect(events).toEqual([{ timestamp: 5, message: 'Error: x' }]);
  expect(received()).toEqual(input);
});

test('Systems Manager: CreateOpsItem, and one that is there already', async () => {
  let known = false;
  const client = new SSMClient(
    await serve({
      ssm: {
        CreateOpsItem: () => {
          if (known) throw new AwsError('OpsItemAlreadyExistsException', 'It exists.', 400, { OpsItemId: 'oi-1' });
          known = true;
          return { OpsItemId: 'oi-1' };
        },
      },
    }),
  );
  const command = () => new CreateOpsItemCommand({ Title: 't', Description: 'd', Source: 's' });
  expect((await client.send(command())).OpsItemId).toBe('oi-1');
  await expect(client.send(command())).rejects.toThrow(OpsItemAlreadyExistsException);
});

test('Secrets Manager: GetSecretValue', async () => {
  const client = new SecretsManagerClient(
    await serve({ secretsmanager: { GetSecretValue: () => ({ SecretString: 'https://chat.example.com' }) } }),
  );
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: 'chat' }));
  expect(SecretString).toBe('https://chat.example.com');
});
