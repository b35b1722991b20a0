import { Aws, context, deployment } from './aws';

type Hook = typeof import('../../../lib/deployment/hooks/after-allow-traffic.handler');

let aws: Aws;
let handler: Hook['handler'];

beforeEach(async () => {
  aws = new Aws();
  aws.deployments.push({ id: deployment.DeploymentId, group: 'Shop', status: 'InProgress', creator: 'user' });
  await aws.start();
  jest.spyOn(Date, 'now').mockImplementation(() => aws.now);
  jest.spyOn(console, 'log').mockImplementation(() => {});
  Object.assign(process.env, {
    PINNED_CANARIES: 'page',
    PINNED_INTERVAL_SECONDS: '60',
    LIVE_CANARIES: 'page-live',
    GUARD_ALARMS: 'Shop-v2',
    BAKE_ALARMS: 'Shop-ErrorRateInBake-v2',
    SETTLE_MINUTES: '4',
    BAKE_MINUTES: '5',
  });
  aws.alarms.set('Shop-v2', { type: 'CompositeAlarm', state: 'OK', reason: '' });
  aws.alarms.set('Shop-ErrorRateInBake-v2', { type: 'MetricAlarm', state: 'OK', reason: '' });
  aws.addCanary('page', 'RUNNING');
  aws.addCanary('page-live', 'READY');
  jest.resetModules();
  ({ handler } = jest.requireActual<Hook>('../../../lib/deployment/hooks/after-allow-traffic.handler'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

/** Lets a minute pass, in which both canaries run. */
function minute(state = 'PASSED'): void {
  aws.now += 60_000;
  for (const { runs } of aws.canaries.values()) runs.unshift({ started: aws.now, state });
}

async function until(minutes: number, each: () => void = minute): Promise<string[]> {
  const reasons: string[] = [];
  let event: unknown = deployment;
  for (let round = 0; round <= minutes && aws.callbacks.size === 0; round++) {
    const verdict = await handler(event, context);
    reasons.push(`${verdict.status}: ${verdict.reason}`);
    event = JSON.parse([...aws.schedules.values()].at(-1)?.input ?? '{}');
    each();
  }
  return reasons;
}

test('bakes as long as it was told while the alarm is quiet', async () => {
  const rounds = await until(10);
  expect(rounds).toHaveLength(6);
  expect(rounds[0]).toBe('Waiting: page-live has no finished run yet');
  expect(rounds[1]).toBe('Waiting: 1.0 of 5 minutes of bake');
  expect(rounds[5]).toBe('Succeeded: page-live passed; quiet for 5 minutes of bake');
});

test('the composite alarm in ALARM fails the release', async () => {
  aws.alarms.set('Shop-v2', { type: 'CompositeAlarm', state: 'ALARM', reason: 'Shop-ErrorRate-v2 went to ALARM' });
  expect(await until(1)).toEqual(['Failed: Shop-v2 is in ALARM: Shop-ErrorRate-v2 went to ALARM']);
});

test('the live alias counts once its alarms rest on the candidate alone', async () => {
  // Red from production as it was before the fix that is being released.
  aws.alarms.set('Shop-ErrorRateInBake-v2', { type: 'MetricAlarm', state: 'ALARM', reason: 'old minutes' });
  const rounds = await until(10);
  expect(rounds[3]).toBe('Waiting: 3.0 of 5 minutes of bake');
  expect(rounds.slice(4)).toEqual(['Failed: Shop-ErrorRateInBake-v2 is in ALARM: old minutes']);
});

test('an alarm that cannot be read is not a quiet one', async () => {
  aws.alarms.clear();
  expect(await until(1)).toEqual(['Failed: the hook itself failed: Error: CloudWatch has no alarm Shop-v2']);
});

test('the service itself must work for a user', async () => {
  const rounds = await until(10, () => minute('FAILED'));
  expect(rounds.at(-1)).toMatch(/^Failed: page-live failed 2 \(>= 2\) runs/);
});

test('a pinned canary that fell silent has not said that the candidate is good', async () => {
  const rounds = await until(10, () => {
    aws.now += 60_000;
    aws.canary('page-live').runs.unshift({ started: aws.now, state: 'PASSED' });
  });
  expect(rounds.at(-1)).toBe('Failed: not measured: page fell silent during the shift');
});

test('a canary of a single run for each start is started once, and again only where it failed', async () => {
  const live = aws.canary('page-live');
  const starts: number[] = [];
  const outcomes = ['FAILED', 'PASSED'];
  const started = () => {
    if (live.state !== 'RUNNING') return;
    starts.push(aws.now);
    live.runs.unshift({ started: aws.now, state: outcomes.shift() ?? 'PASSED' });
    live.state = 'STOPPED';
  };
  await until(10, () => {
    started();
    aws.now += 60_000;
    aws.canary('page').runs.unshift({ started: aws.now, state: 'PASSED' });
  });
  expect(starts).toHaveLength(2);
  expect(aws.callbacks.get('execution-1')).toBe('Succeeded');
});

test('a live canary that comes with the release is made after it, and holds nothing up', async () => {
  process.env.LIVE_CANARIES = 'page-live,search-live';
  const rounds = await until(10);
  expect(rounds.at(-1)).toBe(
    'Succeeded: page-live passed; not there before the release is: search-live; quiet for 5 minutes of bake',
  );
});

test('a live canary that cannot be asked for is not one that is missing', async () => {
  aws.broken.add('GetCanary');
  expect(await until(1)).toEqual([
    expect.stringMatching(/^Failed: the hook itself failed: .*GetCanary is not allowed/),
  ]);
});
