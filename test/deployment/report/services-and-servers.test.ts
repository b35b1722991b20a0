import type { AwsServices } from '../../../lib/endpoint';
import { context, ReportedShop } from './reported-shop';

let aws: ReportedShop;

const event = { source: 'aws.codedeploy', detail: { deploymentId: 'd-1', state: 'STOP' } };
const task = (revision: number) => `arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:${revision}`;

beforeEach(() => {
  aws = new ReportedShop();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

/** The operations of CodeDeploy that a platform answers in its own way. */
async function open(info: object, targets: readonly object[]): Promise<void> {
  const codedeploy = {
    BatchGetDeploymentTargets: ({ targetIds = [] as string[] }) => ({
      deploymentTargets: targets.filter((_, index) => targetIds.includes(String(index))),
    }),
    ListDeploymentTargets: () => ({ targetIds: targets.map((_, index) => String(index)) }),
  } as unknown as NonNullable<AwsServices['codedeploy']>;
  await aws.open({ codedeploy });
  Object.assign(aws.deployments[0] ?? {}, { more: info });
}

test('ECS by CodeDeploy: task definitions from the revisions, the share from the task sets', async () => {
  const appSpec = (revision: number) => ({
    revisionType: 'AppSpecContent',
    appSpecContent: { content: yaml(revision) },
  });
  const yaml = (revision: number) =>
    `version: 0.0\nResources:\n  - T:\n      Properties:\n        TaskDefinition: "${task(revision)}"\n`;
  await open({ computePlatform: 'ECS', revision: appSpec(5), previousRevision: appSpec(4) }, [
    {
      deploymentTargetType: 'ECSTarget',
      ecsTarget: {
        targetId: 'shops:shop',
        taskSetsInfo: [
          { taskSetLabel: 'Blue', trafficWeight: 90 },
          { taskSetLabel: 'Green', trafficWeight: 10 },
        ],
      },
    },
  ]);
  await aws.handler(event, context);
  expect(aws.texts[0]).toContain(
    'shops/shop: shop:5 did not get through; users are on shop:4 (its task set has 10 % of the traffic)',
  );
});

test('servers: builds or commits, and what the first that failed say', async () => {
  const failedAt = (id: string, minute: number) => ({
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      targetId: id,
      status: 'Failed',
      lifecycleEvents: [
        { lifecycleEventName: 'Install', status: 'Succeeded' },
        {
          lifecycleEventName: 'ValidateService',
          status: 'Failed',
          endTime: new Date(Date.UTC(2026, 10, 23, 12, minute)),
          diagnostics: {
            errorCode: 'ScriptFailed',
            scriptName: 'scripts/validate.sh',
            message: 'Script at specified location failed with exit code 1',
            logTail: '[stderr]curl: (7) Failed to connect',
          },
        },
      ],
    },
  });
  await open(
    {
      computePlatform: 'Server',
      applicationName: 'shop',
      deploymentOverview: { Failed: 2, Skipped: 7, Succeeded: 1, Pending: 0 },
      previousRevision: { revisionType: 'GitHub', gitHubLocation: { repository: 'team/shop', commitId: 'a1b2c3' } },
      revision: { revisionType: 'S3', s3Location: { bucket: 'builds', key: 'shop-17.zip', version: 'xyz' } },
    },
    [failedAt('i-2', 9), failedAt('i-1', 4)],
  );
  await aws.handler(event, context);
  const text = aws.texts[0] ?? '';
  expect(text).toContain(
    'shop: s3://builds/shop-17.zip (version xyz) did not get through; users are on team/shop@a1b2c3 ' +
      '(servers: 1 Succeeded, 2 Failed, 7 Skipped)',
  );
  expect(text).toContain(
    'i-1: ValidateService failed: ScriptFailed in scripts/validate.sh: Script at specified location failed with exit code 1\n' +
      '[stderr]curl: (7) Failed to connect\ni-2: ValidateService failed',
  );
});

test('without one of them the other is told', async () => {
  await open({ computePlatform: 'Server', applicationName: 'shop' }, []);
  aws.broken.add('ListDeploymentTargets');
  await aws.handler(event, context);
  expect(aws.texts[0]).toContain('shop: unknown did not get through');
  expect(aws.texts[0]).toContain('(could not be had: ListDeploymentTargets is not allowed)');
});
