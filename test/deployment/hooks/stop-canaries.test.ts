import { Aws } from './aws';

type Stop = typeof import('../../../lib/deployment/hooks/stop-canaries.handler');

let aws: Aws;
let handler: Stop['handler'];

beforeEach(async () => {
  aws = new Aws();
  await aws.start();
  jest.spyOn(console, 'log').mockImplementation(() => {});
  Object.assign(process.env, { PINNED_CANARIES: 'page,api', DEPLOYMENT_GROUPS: 'shop,group' });
  aws.addCanary('page', 'RUNNING');
  aws.addCanary('api', 'STOPPED');
  jest.resetModules();
  ({ handler } = jest.requireActual<Stop>('../../../lib/deployment/hooks/stop-canaries.handler'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

test('stops what runs when a deployment has ended', async () => {
  expect(await handler()).toBe('stopped: page');
  expect(aws.canary('page').state).toBe('STOPPED');
});

test('a rollback does not need the canaries', async () => {
  aws.deployments.push({ id: 'd-2', group: 'group', status: 'InProgress', creator: 'codeDeployRollback' });
  expect(await handler()).toBe('stopped: page');
});

test('the next release does, when the end of the last one is told late', async () => {
  aws.deployments.push({ id: 'd-3', group: 'group', status: 'InProgress', creator: 'user' });
  expect(await handler()).toBe('deployment d-3 still needs the canaries');
  expect(aws.canary('page').state).toBe('RUNNING');
});

test('a canary that is only starting cannot be stopped: Lambda is to ask again', async () => {
  aws.canary('api').state = 'STARTING';
  await expect(handler()).rejects.toThrow('api cannot be stopped while it starts');
  expect(aws.canary('page').state).toBe('STOPPED');
  aws.canary('api').state = 'RUNNING';
  expect(await handler()).toBe('stopped: api');
});
