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

/** What each service is asked for, in the words of the message. */
const evidence = {
  cloudtrail: 'Deployed by aws-cdk-alice',
  cloudwatch: '20.3, 19.1',
  logs: 'TypeError: price is undefined',
  s3: 'step "buy": waited 5 s for #buy',
  synthetics: 'shop-page-pinned at 2026-11-23T12:00:30.000Z: no buy button',
};

test.each([
  ['cloudtrail', 'LookupEvents', []],
  ['cloudformation', 'DescribeStackEvents', ['cloudtrail']],
  ['cloudwatch', 'DescribeAlarms', []],
  ['logs', 'FilterLogEvents', []],
  ['s3', 'ListObjectsV2', []],
  ['synthetics', 'GetCanaryRuns', ['s3']],
] as const)('without %s all the rest is told', async (service, operation, restsOnIt) => {
  aws.broken.add(service);
  expect(await aws.handler(codeDeployEvent, context)).toBe('reported d-1');
  expect(aws.texts[0]).toContain(`(could not be had: ${operation} is not allowed)`);
  for (const [other, words] of Object.entries(evidence)) {
    const isThere = other !== service && !restsOnIt.some((one) => one === other);
    expect([other, aws.texts[0]?.includes(words)]).toEqual([other, isThere]);
  }
});

test('without the versions there is no first error, and all the rest', async () => {
  aws.broken.add('BatchGetDeploymentTargets');
  await aws.handler(codeDeployEvent, context);
  const { logs: _, ...others } = evidence;
  for (const words of Object.values(others)) expect(aws.texts[0]).toContain(words);
});

test('without CodeDeploy the event itself says that a release was stopped', async () => {
  aws.broken.add('codedeploy');
  expect(await aws.handler(codeDeployEvent, context)).toBe('reported d-1');
  expect(aws.texts[0]).toContain('Deployment d-1, Stopped');
  expect(aws.texts[0]).toContain('CodeDeploy could not be asked why: GetDeployment is not allowed');
  expect(aws.texts[0]).toContain(evidence.cloudwatch);
});

test('a canary that is gone holds no other back', async () => {
  process.env.CANARIES = 'shop-gone-pinned,shop-page-pinned';
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toContain('- shop-gone-pinned: (could not be had: There is no canary shop-gone-pinned.)');
  expect(aws.texts[0]).toContain(evidence.s3);
});

test('a run without a report, and one of another form, are said to be', async () => {
  const [[key = ''] = []] = [...aws.objects];
  aws.objects.set(key, '{"other": true}');
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toMatch(/its steps: \(could not be had: /);
  expect(aws.texts[0]).toContain(evidence.synthetics);
});

test('nothing to be had at all is still a message', async () => {
  for (const service of [...Object.keys(evidence), 'codedeploy', 'scheduler']) aws.broken.add(service);
  await aws.handler(codeDeployEvent, context);
  expect(aws.texts[0]).toContain('Runbook: https://runbooks/rolled-back');
});
