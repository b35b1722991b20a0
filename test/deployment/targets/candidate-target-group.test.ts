import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsEndpoint, AwsError } from '../../../lib/endpoint';

type Handler = typeof import('../../../lib/deployment/targets/candidate-target-group.handler');

const arn = (name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/0123456789abcdef`;
const rule = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/shop/1/2/3';
const listener = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/1/2';

let weights: Record<string, number>;
let endpoint: AwsEndpoint;
let cloudFormation: Server;
let responses: unknown[];
let handler: Handler['handler'];

const actions = () => [
  {
    Type: 'forward' as const,
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([name, Weight]) => ({ TargetGroupArn: arn(name), Weight })),
    },
  },
];

beforeAll(async () => {
  endpoint = await AwsEndpoint.start({
    elasticloadbalancing: {
      DescribeRules: ({ RuleArns: [asked] = [] }) => {
        if (asked !== rule) throw new AwsError('RuleNotFound', `${asked} is gone`);
        return { Rules: [{ RuleArn: asked, Actions: actions() }] };
      },
      DescribeListeners: () => ({ Listeners: [{ ListenerArn: listener, DefaultActions: actions() }] }),
    },
  });
  cloudFormation = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    responses.push(JSON.parse(body));
    response.end();
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
  jest.spyOn(console, 'log').mockImplementation(() => {});
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-23T12:00:20Z'));
  ({ handler } = jest.requireActual<Handler>('../../../lib/deployment/targets/candidate-target-group.handler'));
});

beforeEach(() => {
  responses = [];
});

afterAll(async () => {
  jest.restoreAllMocks();
  await endpoint.close();
  cloudFormation.closeAllConnections();
  await new Promise((resolve) => cloudFormation.close(resolve));
});

async function ask(RequestType: string, Route = rule): Promise<unknown> {
  const { port } = cloudFormation.address() as AddressInfo;
  await handler({
    RequestType,
    ResponseURL: `http://127.0.0.1:${port}/`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Candidate',
    ResourceProperties: { Route, Blue: arn('blue'), Green: arn('green'), Release: 'shop:12' },
  });
  return responses.at(-1);
}

test.each<[string, Record<string, number>, string, string]>([
  ['production is blue', { blue: 100, green: 0 }, rule, 'green'],
  ['the release before swapped them', { blue: 0, green: 100 }, rule, 'blue'],
  ['a listener without rules', { green: 1 }, listener, 'blue'],
  ['a deployment was left half-way', { blue: 90, green: 10 }, rule, 'green'],
  ['nothing is deployed yet', {}, rule, 'green'],
])('%s', async (_, now, route, candidate) => {
  weights = now;
  const baseline = candidate === 'green' ? 'blue' : 'green';
  expect(await ask('Update', route)).toMatchObject({
    Status: 'SUCCESS',
    Data: {
      Candidate: `targetgroup/${candidate}/0123456789abcdef`,
      Baseline: `targetgroup/${baseline}/0123456789abcdef`,
      // The first whole minute of this release.
      Since: String(Date.parse('2026-11-23T12:01:00Z') / 1000),
    },
  });
});

test('it says so when it cannot tell, and lets itself be deleted', async () => {
  expect(await ask('Create', `${rule}/gone`)).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('is gone'),
  });
  expect(await ask('Delete', `${rule}/gone`)).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: 'stack/Candidate',
  });
});
