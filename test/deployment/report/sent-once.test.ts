import { context, ReportedShop } from './reported-shop';

let aws: ReportedShop;

const codeDeployEvent = { source: 'aws.codedeploy', detail: { deploymentId: 'd-1', state: 'STOP' } };
const alarmEvent = { source: 'aws.cloudwatch', detail: { alarmName: 'Shop', state: { value: 'ALARM' } } };

beforeEach(async () => {
  aws = new ReportedShop();
  await aws.open();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

/** The token of a report is a schedule of the deployment's name. */
const tokenOf = (id: string) => JSON.parse(aws.schedules.get(`${id}-reported`)?.input ?? 'null');

test('it is sent once, whichever events come, in whatever order and however often', async () => {
  await aws.handler(alarmEvent, context);
  await aws.handler(codeDeployEvent, context);
  await aws.handler(codeDeployEvent, context);
  await aws.handler({ deploymentId: 'd-1' }, context);
  await aws.handler(alarmEvent, context);
  expect(aws.published).toHaveLength(1);
});

test('of invocations at the same time one sends it', async () => {
  const answers = await Promise.all(
    [codeDeployEvent, alarmEvent, codeDeployEvent].map((event) => aws.handler(event, context)),
  );
  expect(answers.filter((answer) => answer === 'reported d-1')).toHaveLength(1);
  expect(aws.published).toHaveLength(1);
});

test('another process that has it in hand is left to it', async () => {
  await aws.handler(codeDeployEvent, context);
  jest.resetModules();
  const { handler } = jest.requireActual('../../../lib/deployment/report/rollback-report.handler');
  expect(await handler(codeDeployEvent, context)).toBe('d-1 was reported');
});

test('the alarm alone is enough where the event of CodeDeploy is lost', async () => {
  const [release] = aws.deployments;
  if (release) release.status = 'InProgress';
  expect(await aws.handler(alarmEvent, context)).toBe('d-1 is still InProgress');
  if (release) release.status = 'Stopped';
  const again = JSON.parse(aws.schedules.get('d-1-report-1')?.input ?? '{}');
  expect(await aws.handler(again, context)).toBe('reported d-1');
});

test('a release that goes on for hours is looked at until its end', async () => {
  const [release] = aws.deployments;
  if (release) release.status = 'InProgress';
  await aws.handler({ deploymentId: 'd-1', attempt: 100 }, context);
  expect(aws.schedules.get('d-1-report-101')?.expression).toBe('at(2026-11-23T12:15:00)');
});

test('an alarm that goes red a day later is about no release of before', async () => {
  const [release] = aws.deployments;
  if (release) release.completed = new Date(aws.now);
  aws.now += 24 * 3_600_000;
  expect(await aws.handler(alarmEvent, context)).toBe('no release');
});

test('a report that could not be sent is sent by the next try', async () => {
  aws.broken.add('sns');
  await expect(aws.handler(codeDeployEvent, context)).rejects.toThrow('Publish is not allowed');
  expect(aws.schedules.size).toBe(0);
  aws.broken.clear();
  expect(await aws.handler(codeDeployEvent, context)).toBe('reported d-1');
  expect(aws.published).toHaveLength(1);
});

test('an invocation that dies on the way leaves a lease, which reports when it ends', async () => {
  // It died between its claim and its message: neither was it sent, nor the token given back.
  aws.broken.add('Publish').add('DeleteSchedule');
  await expect(aws.handler(codeDeployEvent, context)).rejects.toThrow();
  aws.broken.clear();
  expect(await aws.handler(codeDeployEvent, context)).toBe('d-1 was reported');
  expect(aws.schedules.get('d-1-reported')?.expression).toBe('at(2026-11-23T12:05:00)');
  expect(await aws.handler(tokenOf('d-1'), context)).toBe('reported d-1');
  expect(tokenOf('d-1')).toEqual({ reported: 'd-1' });
  expect(aws.schedules.get('d-1-reported')?.expression).toBe('at(2026-11-30T12:00:00)');
});

test('without a token it is sent all the same, and says that it may come twice', async () => {
  aws.broken.add('scheduler');
  expect(await aws.handler(codeDeployEvent, context)).toBe('reported d-1');
  expect(aws.texts[0]).toContain(
    'This may come more than once: its token could not be made (CreateSchedule is not allowed)',
  );
  expect(await aws.handler(codeDeployEvent, context)).toBe('d-1 was reported');
});
