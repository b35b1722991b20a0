import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AwsEndpoint, AwsError, type AwsServices } from '../../lib/endpoint';

const isInstalled = spawnSync('aws', ['--version']).status === 0;
const withCli = isInstalled ? describe : describe.skip;
const at = new Date('2031-01-02T03:04:05Z');

const objects = new Map<string, { Body: Buffer; Metadata?: Readonly<Record<string, string>> }>();

const services: AwsServices = {
  s3: {
    PutObject: ({ Key, Body, Metadata }) => {
      objects.set(Key, { Body, Metadata });
      return { ETag: '"1"' };
    },
    ListObjectsV2: ({ Prefix = '' }) => ({
      Contents: [...objects].flatMap(([Key, { Body }]) =>
        Key.startsWith(Prefix) ? [{ Key, Size: Body.length, LastModified: at }] : [],
      ),
    }),
    GetObject: ({ Key }) => {
      const object = objects.get(Key);
      if (object === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
      return { ...object, LastModified: at };
    },
  },
  cloudwatch: {
    DescribeAlarms: ({ AlarmNames = [], AlarmTypes = [] }) => ({
      MetricAlarms: AlarmNames.map((AlarmName) => ({
        AlarmName,
        StateValue: 'OK',
        StateUpdatedTimestamp: at,
        StateReason: AlarmTypes.join(),
      })),
    }),
  },
  codedeploy: {
    PutLifecycleEventHookExecutionStatus: ({ lifecycleEventHookExecutionId }) => ({ lifecycleEventHookExecutionId }),
    GetDeployment: () => {
      throw new AwsError('DeploymentDoesNotExistException', 'The deployment d-X could not be found');
    },
  },
  synthetics: {
    GetCanaryRuns: ({ Name }) => ({ CanaryRuns: [{ Name, Status: { State: 'PASSED' }, Timeline: { Started: at } }] }),
  },
  sns: { Publish: ({ Message }) => ({ MessageId: `id of ${Message}` }) },
  cloudformation: {
    DescribeStacks: ({ StackName }) => ({ Stacks: [{ StackName, CreationTime: at, StackStatus: 'CREATE_COMPLETE' }] }),
  },
  events: {
    PutEvents: ({ Entries = [] }) => ({
      FailedEntryCount: 0,
      Entries: Entries.map(({ Source }) => ({ EventId: Source })),
    }),
  },
  ssm: { GetParameter: ({ Name }) => ({ Parameter: { Name, Value: '99', LastModifiedDate: at } }) },
  sts: { GetCallerIdentity: () => ({ UserId: 'u', Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/u' }) },
};

withCli('the AWS CLI (where it is installed)', () => {
  let endpoint: AwsEndpoint;

  beforeAll(async () => {
    endpoint = await AwsEndpoint.start(services);
  });

  afterAll(() => endpoint.close());

  async function aws(...values: string[]): Promise<unknown> {
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'ASIACLI',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
    const { stdout } = await promisify(execFile)('aws', [...values, '--output', 'json'], { env });
    return JSON.parse(stdout);
  }

  it.each<[string, string[], object]>([
    [
      'CloudWatch',
      ['cloudwatch', 'describe-alarms', '--alarm-names', 'A', '--alarm-types', 'CompositeAlarm', 'MetricAlarm'],
      { MetricAlarms: [{ AlarmName: 'A', StateReason: 'CompositeAlarm,MetricAlarm' }] },
    ],
    [
      'CodeDeploy',
      [
        'deploy',
        'put-lifecycle-event-hook-execution-status',
        '--deployment-id',
        'd',
        '--lifecycle-event-hook-execution-id',
        'h',
        '--status',
        'Succeeded',
      ],
      { lifecycleEventHookExecutionId: 'h' },
    ],
    [
      'Synthetics',
      ['synthetics', 'get-canary-runs', '--name', 'page'],
      { CanaryRuns: [{ Name: 'page', Status: { State: 'PASSED' } }] },
    ],
    ['SNS', ['sns', 'publish', '--topic-arn', 't', '--message', 'm & m'], { MessageId: 'id of m & m' }],
    [
      'CloudFormation',
      ['cloudformation', 'describe-stacks', '--stack-name', 's'],
      { Stacks: [{ StackName: 's', StackStatus: 'CREATE_COMPLETE' }] },
    ],
    [
      'EventBridge',
      ['events', 'put-events', '--entries', '[{"Source":"shop","DetailType":"d","Detail":"{}"}]'],
      { FailedEntryCount: 0, Entries: [{ EventId: 'shop' }] },
    ],
    ['Systems Manager', ['ssm', 'get-parameter', '--name', 'p'], { Parameter: { Name: 'p', Value: '99' } }],
    ['STS', ['sts', 'get-caller-identity'], { Account: '111122223333' }],
  ])(
    'calls %s',
    async (_service, command, answer) => {
      expect(await aws(...command)).toMatchObject(answer);
    },
    20_000,
  );

  it('puts, lists and gets objects', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'aws-cli-test-'));
    try {
      const [sent, got] = [join(directory, 'sent.txt'), join(directory, 'got.txt')];
      writeFileSync(sent, 'screenshot\nof a page');
      await aws(
        's3api',
        'put-object',
        '--bucket',
        'artifacts',
        '--key',
        'a b/c.txt',
        '--body',
        sent,
        '--metadata',
        'step=buy',
      );
      expect(await aws('s3api', 'list-objects-v2', '--bucket', 'artifacts', '--prefix', 'a b/')).toMatchObject({
        Contents: [{ Key: 'a b/c.txt', Size: 20 }],
      });
      const facts = await aws('s3api', 'get-object', '--bucket', 'artifacts', '--key', 'a b/c.txt', got);
      expect(facts).toMatchObject({ Metadata: { step: 'buy' }, ContentLength: 20 });
      expect(readFileSync(got, 'utf8')).toBe('screenshot\nof a page');
      await expect(aws('s3api', 'get-object', '--bucket', 'artifacts', '--key', 'none', got)).rejects.toThrow(
        /\(NoSuchKey\)/,
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 30_000);

  it('tells an exception by its name', async () => {
    await expect(aws('deploy', 'get-deployment', '--deployment-id', 'd-X')).rejects.toThrow(
      /An error occurred \(DeploymentDoesNotExistException\) when calling the GetDeployment operation: The deployment d-X could not be found/,
    );
  }, 20_000);
});
