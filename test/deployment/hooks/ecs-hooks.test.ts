import { Aws } from './aws';

type Hooks = typeof import('../../../lib/deployment/hooks/ecs-hooks.handler');

let aws: Aws;
let handler: Hooks['handler'];

beforeEach(async () => {
  aws = new Aws();
  await aws.start();
  jest.spyOn(Date, 'now').mockImplementation(() => aws.now);
  jest.spyOn(console, 'log').mockImplementation(() => {});
  Object.assign(process.env, { PINNED_CANARIES: 'page', PINNED_INTERVAL_SECONDS: '60', LIVE_CANARIES: 'page-live' });
  aws.addCanary('page').runs.push({ started: aws.now - 3_600_000, state: 'PASSED' });
  aws.addCanary('page-live');
  jest.resetModules();
  ({ handler } = jest.requireActual<Hooks>('../../../lib/deployment/hooks/ecs-hooks.handler'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

const beforeProduction = { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT', serviceArn: 'arn' };
const afterProduction = { lifecycleStage: 'POST_PRODUCTION_TRAFFIC_SHIFT', serviceArn: 'arn' };

test('before production traffic, ECS is told to ask again until a canary passed the new revision', async () => {
  expect(await handler(beforeProduction)).toEqual({ hookStatus: 'IN_PROGRESS', callBackDelay: 30 });
  aws.canary('page').runs.unshift({ started: aws.now + 1_000, state: 'PASSED' });
  expect(await handler(beforeProduction)).toEqual({ hookStatus: 'SUCCEEDED' });
});

test('a canary that never ends a run refuses the revision: ECS would ask for a day', async () => {
  await handler(beforeProduction);
  aws.now += 14 * 60_000;
  expect(await handler(beforeProduction)).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  aws.now += 60_000;
  expect(await handler(beforeProduction)).toEqual({ hookStatus: 'FAILED' });
});

test('two failed runs refuse the revision', async () => {
  await handler(beforeProduction);
  aws
    .canary('page')
    .runs.unshift({ started: aws.now + 1_000, state: 'FAILED' }, { started: aws.now + 61_000, state: 'FAILED' });
  expect(await handler(beforeProduction)).toEqual({ hookStatus: 'FAILED' });
});

test('after production traffic, the live canary must pass and the pinned one must still measure', async () => {
  await handler(beforeProduction);
  aws.now += 600_000;
  aws.canary('page-live').runs.unshift({ started: aws.now, state: 'PASSED' });
  expect(await handler(afterProduction)).toEqual({ hookStatus: 'FAILED' });
  aws.canary('page').runs.unshift({ started: aws.now, state: 'PASSED' });
  expect(await handler(afterProduction)).toEqual({ hookStatus: 'SUCCEEDED' });
});

test('a live canary that the first release brings is not there yet, and holds nothing up', async () => {
  await handler(beforeProduction);
  aws.canaries.delete('page-live');
  aws.canary('page').runs.unshift({ started: aws.now, state: 'PASSED' });
  expect(await handler(afterProduction)).toEqual({ hookStatus: 'SUCCEEDED' });
});

test('a hook that cannot do its work refuses the revision', async () => {
  aws.canaries.clear();
  expect(await handler(beforeProduction)).toEqual({ hookStatus: 'FAILED' });
});

test('the first stage that asks has the report look at the deployment when it should be over', async () => {
  const arn = 'arn:aws:ecs:eu-west-1:111122223333:service-revision/shops/shop/4980306466373577095';
  Object.assign(process.env, {
    REPORT_FUNCTION_ARN: 'arn:aws:lambda:eu-west-1:111122223333:function:report',
    REPORT_AFTER_SECONDS: '1800',
  });
  const event = { ...beforeProduction, executionDetails: { targetServiceRevisionArn: arn } };
  await handler(event);
  await handler(event);
  delete process.env.REPORT_FUNCTION_ARN;
  expect([...aws.schedules]).toEqual([
    [
      '4980306466373577095-report-0',
      {
        expression: 'at(2026-11-23T12:30:00)',
        input: JSON.stringify({ serviceRevisionArn: arn }),
        target: 'arn:aws:lambda:eu-west-1:111122223333:function:report',
      },
    ],
  ]);
});
