import type { AwsServices } from '../../../lib/endpoint';
import { context, ReportedShop } from './reported-shop';

let aws: ReportedShop;

const arn = 'arn:aws:ecs:eu-west-1:111122223333';
const event = (updatedAt = '2026-11-23T12:05:00Z') => ({
  source: 'aws.ecs',
  detail: { eventName: 'SERVICE_DEPLOYMENT_FAILED', deploymentId: 'ecs-svc/123', reason: 'ECS failed it.', updatedAt },
});
const alarmEvent = { source: 'aws.cloudwatch', detail: { alarmName: 'Shop', state: { value: 'ALARM' } } };

/** A deployment of revision 5 that its alarm stopped, and an older one that went well. */
const failed = {
  serviceDeploymentArn: `${arn}:service-deployment/shops/shop/NCWGC2ZR`,
  targetServiceRevisionArn: `${arn}:service-revision/shops/shop/222`,
  createdAt: new Date('2026-11-23T12:00:00Z'),
};
const older = {
  serviceDeploymentArn: `${arn}:service-deployment/shops/shop/OLDER`,
  targetServiceRevisionArn: `${arn}:service-revision/shops/shop/111`,
  createdAt: new Date('2026-11-20T12:00:00Z'),
  finishedAt: new Date('2026-11-20T12:30:00Z'),
};
let deployments: (typeof failed | typeof older)[];
let state: { status: string; finishedAt?: Date; statusReason?: string };
let tasks: object[];

const ecs = {
  ListServiceDeployments: () => ({ serviceDeployments: deployments }),
  DescribeServiceDeployments: ({ serviceDeploymentArns: [wanted] = [] as string[] }) => ({
    serviceDeployments: [
      wanted === older.serviceDeploymentArn
        ? { ...older, status: 'SUCCESSFUL' }
        : {
            ...failed,
            ...state,
            sourceServiceRevisions: [
              { arn: `${arn}:service-revision/shops/shop/111`, requestedProductionTrafficWeight: 90 },
            ],
            targetServiceRevision: {
              arn: `${arn}:service-revision/shops/shop/222`,
              requestedProductionTrafficWeight: 10,
            },
            rollback: { reason: 'Alarms were in ALARM.' },
            alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['Shop-Errors-r5'] },
          },
    ],
  }),
  DescribeServiceRevisions: ({ serviceRevisionArns = [] as string[] }) => ({
    serviceRevisions: serviceRevisionArns.map((serviceRevisionArn) => ({
      serviceRevisionArn,
      taskDefinition: `${arn}:task-definition/shop:${serviceRevisionArn.endsWith('222') ? 5 : 4}`,
    })),
  }),
  ListTasks: ({ desiredStatus = '' }) => ({ taskArns: desiredStatus === 'STOPPED' ? [`${arn}:task/shops/t1`] : [] }),
  DescribeTasks: () => ({ tasks }),
  DescribeTaskDefinition: () => ({
    taskDefinition: {
      containerDefinitions: [
        {
          name: 'app',
          logConfiguration: { options: { 'awslogs-group': '/shop', 'awslogs-stream-prefix': 'web' } },
        },
      ],
    },
  }),
} as unknown as NonNullable<AwsServices['ecs']>;

beforeEach(async () => {
  aws = new ReportedShop();
  deployments = [failed, older];
  state = { status: 'ROLLBACK_IN_PROGRESS' };
  tasks = [
    {
      taskArn: `${arn}:task/shops/t1`,
      taskDefinitionArn: `${arn}:task-definition/shop:5`,
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'app', exitCode: 137, reason: 'OutOfMemoryError' }],
    },
  ];
  await aws.open({ ecs }, { CLUSTER: 'shops', SERVICE: 'shop', LOG_GROUPS: '/shop', DEPLOYMENT_GROUPS: '' });
  aws.alarms.set('Shop-Errors-r5', { type: 'MetricAlarm', state: 'ALARM', reason: '24.0 was greater than 1.0' });
  aws.alarms.set('Shop-Errors-r4', { type: 'MetricAlarm', state: 'ALARM', reason: 'of the revision before' });
  aws.logs.push({ stream: 'web/app/t1', timestamp: aws.now + 1_000, message: 'Error: no connection\n    at connect' });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

test('ECS itself tells the task definitions, the alarms and the reason', async () => {
  expect(await aws.handler(event(), context)).toBe('reported NCWGC2ZR');
  const text = aws.texts[0] ?? '';
  expect(aws.published[0]?.subject).toBe('Shop: the release is being rolled back');
  expect(text).toContain('shops/shop: shop:5 did not get through; users go back to shop:4');
  expect(text).toContain('Why: ALARM: Alarms were in ALARM.\n- Shop-Errors-r5: 24.0 was greater than 1.0');
  expect(text).not.toContain('of the revision before');
  expect(text).toContain('Deployed by aws-cdk-alice');
  expect(text).toContain(
    'Deployment NCWGC2ZR, ROLLBACK_IN_PROGRESS at 2026-11-23T12:00:00.000Z; taken back by ECS itself.',
  );
});

test("the candidate's tasks say why they stopped, and their log the first error", async () => {
  await aws.handler(event(), context);
  expect(aws.texts[0]).toContain(
    'Tasks stopped: Essential container in task exited; app exited with 137 OutOfMemoryError\n' +
      'Error: no connection\n    at connect',
  );
});

test('of tasks that ECS has forgotten, that is what is said', async () => {
  tasks = [];
  await aws.handler(event(), context);
  expect(aws.texts[0]).toContain('(could not be had: ECS knows no task of shop:5 any more)');
});

test('one report for each deployment, whichever event tells of it', async () => {
  const { targetServiceRevisionArn: serviceRevisionArn } = failed;
  for (const one of [event(), alarmEvent, event(), { serviceRevisionArn }, { serviceRevisionArn, attempt: 7 }]) {
    await aws.handler(one, context);
  }
  state = { status: 'ROLLBACK_SUCCESSFUL', finishedAt: new Date(aws.now) };
  for (const one of [event(), alarmEvent, { serviceRevisionArn }]) await aws.handler(one, context);
  expect(aws.published).toHaveLength(1);
});

test('with every event lost, the schedule of its first hook tells', async () => {
  state = { status: 'ROLLBACK_SUCCESSFUL', finishedAt: new Date(aws.now) };
  expect(await aws.handler({ serviceRevisionArn: failed.targetServiceRevisionArn }, context)).toBe('reported NCWGC2ZR');
});

test('an alarm in a deployment that goes on is looked into until its end', async () => {
  state = { status: 'IN_PROGRESS' };
  expect(await aws.handler(alarmEvent, context)).toBe('NCWGC2ZR is still IN_PROGRESS');
  state = { status: 'ROLLBACK_SUCCESSFUL' };
  const again = JSON.parse(aws.schedules.get('NCWGC2ZR-report-1')?.input ?? '{}');
  expect(await aws.handler(again, context)).toBe('reported NCWGC2ZR');
});

test('an event that comes late is about the deployment of its time', async () => {
  expect(await aws.handler(event('2026-11-20T12:20:00Z'), context)).toBe('OLDER succeeded');
  expect(aws.published).toEqual([]);
});

test('an alarm long after a deployment is no news', async () => {
  deployments = [older];
  expect(await aws.handler(alarmEvent, context)).toBe('no release');
});

test('a rollback that fails is told of besides', async () => {
  await aws.handler(event(), context);
  state = { status: 'ROLLBACK_FAILED', statusReason: 'no capacity' };
  expect(await aws.handler(event(), context)).toBe('reported NCWGC2ZR-rollback');
  expect(aws.texts[1]).toContain('ROLLBACK FAILED.\nUsers may be on either version: no capacity');
});

test('without ECS the event itself says that a release failed', async () => {
  aws.broken.add('ecs');
  expect(await aws.handler(event(), context)).toBe('reported ecs-svc-123');
  expect(await aws.handler(event(), context)).toBe('ecs-svc-123 was reported');
  expect(aws.texts[0]).toContain('ECS failed it.');
  expect(aws.texts[0]).toContain('(could not be had: ListServiceDeployments is not allowed)');
});
