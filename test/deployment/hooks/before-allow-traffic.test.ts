import { Aws, context, deployment } from './aws';

type Hook = typeof import('../../../lib/deployment/hooks/before-allow-traffic.handler');

let aws: Aws;
let handler: Hook['handler'];

beforeEach(async () => {
  aws = new Aws();
  aws.deployments.push({ id: deployment.DeploymentId, group: 'Shop', status: 'InProgress', creator: 'user' });
  await aws.start();
  jest.spyOn(Date, 'now').mockImplementation(() => aws.now);
  jest.spyOn(console, 'log').mockImplementation(() => {});
  process.env.PINNED_CANARIES = 'page,api';
  jest.resetModules();
  ({ handler } = jest.requireActual<Hook>('../../../lib/deployment/hooks/before-allow-traffic.handler'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

function nextInvocation(): unknown {
  const [schedule] = [...aws.schedules.values()].slice(-1);
  aws.now += 60_000;
  return JSON.parse(schedule?.input ?? '{}');
}

test('starts every pinned canary, and lets traffic in when each has passed', async () => {
  for (const name of ['page', 'api']) aws.addCanary(name).runs.push({ started: aws.now, state: 'PASSED' });
  await handler(deployment, context);
  expect([...aws.canaries.values()].map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING']);
  expect(aws.callbacks.get('execution-1')).toBe('Succeeded');
});

test('a green run of the version before says nothing', async () => {
  for (const name of ['page', 'api']) aws.addCanary(name).runs.push({ started: aws.now - 60_000, state: 'PASSED' });
  const verdict = await handler(deployment, context);
  expect(verdict).toEqual({
    status: 'Waiting',
    reason: 'page has no finished run yet; api has no finished run yet',
  });
  expect(aws.callbacks.size).toBe(0);
});

test('waits by a schedule that invokes it again, a minute later, with what it knows', async () => {
  for (const name of ['page', 'api']) aws.addCanary(name);
  await handler(deployment, context);
  expect([...aws.schedules]).toEqual([
    [
      'd-ABCDEFGHI-before-1',
      {
        expression: 'at(2026-11-23T12:01:00)',
        target: context.invokedFunctionArn,
        input: JSON.stringify({ ...deployment, since: aws.now, attempt: 1 }),
      },
    ],
  ]);
});

test('one failed run may be bad luck; the second convinces', async () => {
  const page = aws.addCanary('page');
  aws.addCanary('api').runs.push({ started: aws.now, state: 'PASSED' });
  page.runs.push({ started: aws.now, state: 'FAILED', reason: 'no buy button' });
  expect((await handler(deployment, context)).status).toBe('Waiting');

  const again = nextInvocation();
  page.runs.unshift({ started: aws.now, state: 'FAILED', reason: 'no buy button' });
  expect(await handler(again, context)).toEqual({
    status: 'Failed',
    reason: 'page failed 2 (>= 2) runs: no buy button',
  });
  expect(aws.callbacks.get('execution-1')).toBe('Failed');
});

test('a canary that never finishes a run fails the hook', async () => {
  for (const name of ['page', 'api']) aws.addCanary(name);
  let event: unknown = deployment;
  for (let minute = 0; minute <= 15; minute++) {
    await handler(event, context);
    event = nextInvocation();
  }
  expect(aws.callbacks.get('execution-1')).toBe('Failed');
});

test('a hook that cannot do its work has not earned success', async () => {
  const verdict = await handler(deployment, context);
  expect(verdict.status).toBe('Failed');
  expect(verdict.reason).toMatch(/^the hook itself failed: .*There is no canary page/);
  expect(aws.callbacks.get('execution-1')).toBe('Failed');
});

test('a repeated invocation changes nothing', async () => {
  for (const name of ['page', 'api']) aws.addCanary(name).runs.push({ started: aws.now, state: 'PASSED' });
  await handler(deployment, context);
  await handler(deployment, context);
  expect([...aws.callbacks]).toEqual([['execution-1', 'Succeeded']]);
});

test('a deployment that was stopped meanwhile starts no canary again', async () => {
  for (const name of ['page', 'api']) aws.addCanary(name);
  await handler(deployment, context);
  for (const canary of aws.canaries.values()) canary.state = 'STOPPED';
  aws.deployments.splice(0, 1, { id: deployment.DeploymentId, group: 'Shop', status: 'Stopped', creator: 'user' });
  await handler(nextInvocation(), context);
  expect([...aws.canaries.values()].map(({ state }) => state)).toEqual(['STOPPED', 'STOPPED']);
  expect(aws.schedules.size).toBe(1);
  expect(aws.callbacks.size).toBe(0);
});

test('a pinned canary that is not there is none that passed', async () => {
  aws.addCanary('page').runs.push({ started: aws.now, state: 'PASSED' });
  await handler(deployment, context);
  expect(aws.callbacks.get('execution-1')).toBe('Failed');
});
