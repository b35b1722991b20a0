import { Aws, context } from '../hooks/aws';

type Report = typeof import('../../../lib/deployment/report/rollback-report.handler');

let aws: Aws;
let handler: Report['handler'];

const codeDeployEvent = { source: 'aws.codedeploy', detail: { deploymentId: 'd-1', state: 'STOP' } };
const alarmEvent = { source: 'aws.cloudwatch', detail: { alarmName: 'Shop', state: { value: 'ALARM' } } };

beforeEach(async () => {
  aws = new Aws();
  await aws.start();
  jest.spyOn(Date, 'now').mockImplementation(() => aws.now);
  Object.assign(process.env, {
    GUARD_NAME: 'Shop',
    DEPLOYMENT_GROUPS: 'app,group',
    CANARIES: 'shop-page-pinned',
    LOG_GROUPS: '/aws/lambda/shop',
    TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:reports',
    DASHBOARD_URL: 'https://console/Shop',
    RUNBOOK_URL: 'https://runbooks/rolled-back',
  });
  aws.deployments.push({
    id: 'd-1',
    group: 'group',
    status: 'Stopped',
    creator: 'user',
    created: new Date(aws.now),
    rollback: 'd-2',
    error: { code: 'ALARM_ACTIVE', message: 'One or more alarms have been activated: <Shop-ErrorRate-v12>' },
  });
  aws.deployments.push({
    id: 'd-2',
    group: 'group',
    status: 'Succeeded',
    creator: 'codeDeployRollback',
    created: new Date(aws.now + 60_000),
  });
  aws.alarms.set('Shop-ErrorRate-v12', {
    type: 'MetricAlarm',
    state: 'ALARM',
    reason: 'Threshold Crossed: 2 out of the last 3 datapoints [20.3, 19.1] were greater than the threshold (1.0)',
  });
  aws.addCanary('shop-page-pinned').runs.push({ started: aws.now + 30_000, state: 'FAILED', reason: 'no buy button' });
  aws.logs.push(
    { stream: '2026/11/23/[11]aaa', timestamp: aws.now + 1_000, message: 'ERROR of the version before' },
    { stream: '2026/11/23/[12]bbb', timestamp: aws.now + 9_000, message: 'Error: a later one' },
    {
      stream: '2026/11/23/[12]bbb',
      timestamp: aws.now + 2_000,
      message: 'TypeError: price is undefined\n    at checkout',
    },
  );
  jest.resetModules();
  ({ handler } = jest.requireActual<Report>('../../../lib/deployment/report/rollback-report.handler'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

test('one message says what happened, why, and what to read', async () => {
  await handler(codeDeployEvent, context);
  const [message] = aws.published;
  expect(message?.subject).toBe('Shop: the release was rolled back');
  const text = message?.messages.default ?? '';
  expect(text).toContain('shop:live: 12 did not get through; users are on 11');
  expect(text).toContain('- Shop-ErrorRate-v12: Threshold Crossed: 2 out of the last 3 datapoints [20.3, 19.1]');
  expect(text).toContain('- shop-page-pinned at 2026-11-23T12:00:30.000Z: no buy button');
  expect(text).toContain('TypeError: price is undefined\n    at checkout');
  expect(text).not.toContain('the version before');
  expect(text).toContain('Deployment d-1, Stopped, started by user at 2026-11-23T12:00:00.000Z; taken back by d-2.');
  expect(text).toContain('Runbook: https://runbooks/rolled-back');
});

test('programs get the same as JSON', async () => {
  await handler(codeDeployEvent, context);
  expect(JSON.parse(aws.published[0]?.messages.sqs ?? '')).toMatchObject({
    guard: 'Shop',
    deployment: { id: 'd-1', code: 'ALARM_ACTIVE', rollback: 'd-2' },
    versions: { value: [{ functionName: 'shop', alias: 'live', baseline: '11', candidate: '12' }] },
  });
});

test('it is sent once, whichever events come and however often', async () => {
  await handler(codeDeployEvent, context);
  await handler(alarmEvent, context);
  await handler(codeDeployEvent, context);
  await handler({ deploymentId: 'd-1' }, context);
  expect(aws.published).toHaveLength(1);
});

test('the alarm alone is enough where the event of CodeDeploy is lost', async () => {
  const [release] = aws.deployments;
  if (release) release.status = 'InProgress';
  expect(await handler(alarmEvent, context)).toBe('d-1 is still InProgress');
  if (release) release.status = 'Stopped';
  const again = JSON.parse([...aws.schedules.values()][0]?.input ?? '{}');
  expect(await handler(again, context)).toBe('reported d-1');
});

test('what cannot be had is said, and the rest is sent', async () => {
  aws.broken.add('BatchGetDeploymentTargets').add('DescribeAlarms');
  aws.canaries.clear();
  await handler(codeDeployEvent, context);
  const text = aws.published[0]?.messages.default ?? '';
  expect(text).toContain('(could not be had: DescribeAlarms is not allowed)');
  expect(text).toContain('(could not be had: There is no canary shop-page-pinned.)');
  expect(text).toContain('ALARM_ACTIVE');
});

test('a report that could not be sent is sent by the next try', async () => {
  aws.broken.add('Publish');
  await expect(handler(codeDeployEvent, context)).rejects.toThrow('Publish is not allowed');
  aws.broken.clear();
  expect(await handler(codeDeployEvent, context)).toBe('reported d-1');
});

test('a deployment that ECS rolled back is told of, once', async () => {
  const event = {
    source: 'aws.ecs',
    detail: {
      eventName: 'SERVICE_DEPLOYMENT_FAILED',
      deploymentId: 'ecs-svc/123',
      reason: 'Alarms in ALARM: Shop-GreenErrors-r2.',
    },
  };
  expect(await handler(event, context)).toBe('reported ecs-svc-123');
  expect(await handler(event, context)).toBe('ecs-svc-123 was reported');
  const text = aws.published[0]?.messages.default ?? '';
  expect(text).toContain('Why: SERVICE_DEPLOYMENT_FAILED: Alarms in ALARM: Shop-GreenErrors-r2.');
  expect(text).toContain('taken back by ECS itself');
  expect(aws.published).toHaveLength(1);
});

test('a rollback, a success and a spent token are no news', async () => {
  expect(await handler({ source: 'aws.codedeploy', detail: { deploymentId: 'd-2' } }, context)).toBe('no release');
  expect(await handler({ reported: 'd-1' }, context)).toBe('nothing to report');
  const [release] = aws.deployments;
  if (release) release.status = 'Succeeded';
  expect(await handler(codeDeployEvent, context)).toBe('d-1 succeeded');
  expect(aws.published).toEqual([]);
});
