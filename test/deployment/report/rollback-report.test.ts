import { context, ReportedShop } from './reported-shop';

let aws: ReportedShop;

const codeDeployEvent = { source: 'aws.codedeploy', detail: { deploymentId: 'd-1', state: 'STOP' } };

beforeEach(async () => {
  aws = new ReportedShop();
  await aws.open();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

test('one message says what happened, who did it, why, and what to read', async () => {
  await aws.handler(codeDeployEvent, context);
  expect(aws.published[0]?.subject).toBe('Shop: the release was rolled back');
  expect(aws.texts[0]).toBe(
    [
      'Shop: the release was rolled back.',
      '',
      'shop:live: 12 did not get through; users are on 11',
      'Deployed by aws-cdk-alice as cdk-deploy: ExecuteChangeSet from 198.51.100.7 at 2026-11-23T11:58:30.000Z.',
      '',
      'Why: ALARM_ACTIVE: One or more alarms have been activated: <Shop-v12> <Shop-ErrorRate-v12>',
      '- Shop-ErrorRate-v12 since 2026-11-23T12:02:00.000Z: Threshold Crossed: 2 out of the last 3 datapoints ' +
        '[20.3, 19.1] were greater than the threshold (1.0)',
      '',
      'Canaries that failed:',
      '- shop-page-pinned at 2026-11-23T12:00:30.000Z: no buy button',
      '  step "buy": waited 5 s for #buy',
      '  screenshot: https://eu-west-1.console.aws.amazon.com/s3/object/artifacts?region=eu-west-1&prefix=' +
        'canary%2Fshop-page-pinned%2F2026%2F11%2F23%2F12%2F00-30-000%2F03-buy-failed.png',
      '  artifacts: s3://artifacts/canary/shop-page-pinned/2026/11/23/12/00-30-000',
      '  its runs: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#synthetics:canary/detail/shop-page-pinned',
      '',
      "The candidate's first error:",
      'TypeError: price is undefined',
      '    at checkout',
      '',
      'Deployment d-1, Stopped, started by user at 2026-11-23T12:00:00.000Z; taken back by d-2.',
      'Dashboard: https://console/Shop',
      'Runbook: https://runbooks/rolled-back',
    ].join('\n'),
  );
});

test('programs get the same as data, with the datapoints', async () => {
  await aws.handler(codeDeployEvent, context);
  expect(JSON.parse(aws.published[0]?.messages.sqs ?? '')).toMatchObject({
    guard: 'Shop',
    deployment: { id: 'd-1', code: 'ALARM_ACTIVE', rollback: 'd-2' },
    deployedBy: { value: { name: 'aws-cdk-alice', role: 'cdk-deploy', by: 'ExecuteChangeSet', from: '198.51.100.7' } },
    versions: { value: [{ of: 'shop:live', baseline: '11', candidate: '12' }] },
    alarms: {
      value: [
        {
          name: 'Shop-ErrorRate-v12',
          named: true,
          datapoints: [
            { timestamp: '2026-11-23T12:00:00.000Z', threshold: 1 },
            { timestamp: '2026-11-23T12:01:00.000Z', value: 19.1, threshold: 1 },
            { timestamp: '2026-11-23T12:02:00.000Z', value: 20.3, threshold: 1 },
          ],
        },
      ],
    },
    canaries: [{ name: 'shop-page-pinned', run: { value: { steps: { value: [{ name: 'buy' }] } } } }],
  });
});

test('a report that comes late has the alarms that went with the stack', async () => {
  aws.alarms.clear();
  aws.history.push(
    { alarm: 'Shop-ErrorRate-v12', at: aws.now + 120_000, reason: '20.3 was greater than 1.0', data: { threshold: 1 } },
    { alarm: 'Shop-ErrorRate-v11', at: aws.now + 120_000, reason: 'of the version before' },
  );
  await aws.handler({ deploymentId: 'd-1' }, context);
  expect(aws.texts[0]).toContain('- Shop-ErrorRate-v12 since 2026-11-23T12:02:00.000Z: 20.3 was greater than 1.0');
  expect(aws.texts[0]).not.toContain('of the version before');
});

test('where a hook refused the release, the alarm of the bake may be why', async () => {
  const [release] = aws.deployments;
  Object.assign(release ?? {}, {
    status: 'Failed',
    error: { code: 'HOOK_EXECUTION_FAILURE', message: 'a hook failed' },
  });
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toContain('- Shop-ErrorRateInBake-v12 since 2026-11-23T12:01:00.000Z');
  expect(aws.texts[0]).not.toContain('v11 is red');
});

test('a hook that refused the release says why', async () => {
  const [release] = aws.deployments;
  Object.assign(release ?? {}, {
    status: 'Failed',
    error: { code: 'HOOK_EXECUTION_FAILURE', message: 'a hook failed' },
  });
  aws.alarms.clear();
  process.env.HOOK_LOG_GROUPS = '/hooks/before,/hooks/after';
  const line = (verdict: object) =>
    `2026-11-23T12:01:00.000Z\tid\tINFO\t${JSON.stringify({ hook: 'before', ...verdict })}`;
  const said = [
    line({ deploymentId: 'd-1', attempt: 0, status: 'Waiting', reason: 'page failed once' }),
    line({ deploymentId: 'd-0', attempt: 0, status: 'Failed', reason: 'of another deployment' }),
    line({ deploymentId: 'd-1', attempt: 1, status: 'Failed', reason: 'page failed 2 (>= 2) runs: no buy button' }),
  ];
  aws.logs.push(...said.map((message) => ({ stream: 'hooks', timestamp: aws.now + 60_000, message })));
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toContain(
    'Why: HOOK_EXECUTION_FAILURE: a hook failed\n' +
      '- the hook before: page failed 2 (>= 2) runs: no buy button\n' +
      'No alarm of this release was red.',
  );
});

test('an advisory alarm is told last, as one that stops no release', async () => {
  const alarm = { type: 'MetricAlarm' as const, state: 'ALARM', reason: 'slow', since: aws.now };
  aws.alarms.set('Shop-Latency-v12', { ...alarm, description: 'ALARM means slow (advisory: it rolls nothing back).' });
  await aws.handler(codeDeployEvent, context);
  const lines = aws.texts[0]?.split('\n').filter((line) => line.startsWith('- Shop-')) ?? [];
  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe('- Shop-Latency-v12 since 2026-11-23T12:00:00.000Z (advisory: it stops no release): slow');
});

test('who started the deployment by hand is told rather than the last to update the stack', async () => {
  aws.trail.unshift({
    eventName: 'CreateDeployment',
    at: aws.now + 1_000,
    record: {
      userIdentity: { type: 'IAMUser', userName: 'carol', arn: 'arn:aws:iam::111122223333:user/carol' },
      sourceIPAddress: '203.0.113.9',
      responseElements: { deploymentId: 'd-1' },
    },
  });
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toContain('Deployed by carol: CreateDeployment from 203.0.113.9.');
});

test('an older update of the stack is not taken for the one that CloudTrail does not have yet', async () => {
  const old = aws.trail.findIndex(
    ({ eventName, record }) => eventName === 'ExecuteChangeSet' && 'sourceIPAddress' in record,
  );
  const [update] = aws.trail.splice(old, 1);
  if (update) aws.trail.push({ ...update, at: aws.now - 3_600_000 });
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).not.toContain('alice');
  expect(aws.texts[0]).toContain('CloudTrail does not have it yet');
});

test('what CloudTrail does not have yet, a command will tell', async () => {
  aws.trail.splice(0);
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toMatch(
    /Deployed by: \(could not be had: CloudTrail does not have it yet; ask it later: aws cloudtrail lookup-events .*ExecuteChangeSet .*ShopStack/,
  );
});

test('a rollback that fails is told of besides, as the graver thing', async () => {
  await aws.handler(codeDeployEvent, context);
  Object.assign(aws.deployments[1] ?? {}, {
    status: 'Failed',
    triggeredBy: 'd-1',
    error: { code: 'TIMEOUT', message: 'no end' },
  });
  expect(await aws.handler({ source: 'aws.codedeploy', detail: { deploymentId: 'd-2' } }, context)).toBe(
    'reported d-2',
  );
  expect(aws.published[1]?.subject).toBe('Shop: the release was stopped, and its ROLLBACK FAILED');
  expect(aws.texts[1]).toContain('Users may be on either version: d-2 ended as Failed: no end');
});

test('a rollback, a success and a spent token are no news', async () => {
  expect(await aws.handler({ source: 'aws.codedeploy', detail: { deploymentId: 'd-2' } }, context)).toBe('no release');
  expect(await aws.handler({ reported: 'd-1' }, context)).toBe('nothing to report');
  const [release] = aws.deployments;
  if (release) release.status = 'Succeeded';
  expect(await aws.handler(codeDeployEvent, context)).toBe('d-1 succeeded');
  expect(aws.published).toEqual([]);
});

test("in a log group that functions share, the lines of the other are not this one's", async () => {
  process.env.LOG_GROUPS = '/shops';
  aws.logs.splice(0);
  const line = (stream: string, seconds: number, message: string) => ({
    stream: `2026/11/23/${stream}`,
    timestamp: aws.now + seconds * 1_000,
    message,
  });
  aws.logs.push(line('orders[12]aaa', 1, 'Error: of orders'), line('shop[12]bbb', 2, 'Error: of the shop'));
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toContain("The candidate's first error:\nError: of the shop\n");
});

test('of a megabyte of log the message has the beginning', async () => {
  aws.logs.push({ stream: '2026/11/23/[12]bbb', timestamp: aws.now + 1, message: `Error: ${'x'.repeat(1_000_000)}` });
  await aws.handler(codeDeployEvent, context);
  expect(JSON.stringify(aws.published[0]).length).toBeLessThan(100_000);
  expect(aws.texts[0]).toContain('Error: xxx');
});
