import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, ReportedShop } from './reported-shop';

let aws: ReportedShop;
let chat: Server;
let posts: unknown[];
let answer: number;

const codeDeployEvent = { source: 'aws.codedeploy', detail: { deploymentId: 'd-1', state: 'STOP' } };

beforeEach(async () => {
  aws = new ReportedShop();
  posts = [];
  answer = 200;
  chat = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    posts.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
  chat.closeAllConnections();
  await new Promise((resolve) => chat.close(resolve));
});

const address = () => `http://127.0.0.1:${(chat.address() as AddressInfo).port}/hook`;

test('one OpsItem says which deployment, which alarm and which runbook', async () => {
  await aws.open({}, { OPS_ITEM: 'true' });
  await aws.handler(codeDeployEvent, context);
  await aws.handler(codeDeployEvent, context);
  expect(aws.opsItems).toHaveLength(1);
  expect(aws.opsItems[0]).toMatchObject({
    Title: 'Shop: the release was rolled back',
    Source: 'Shop',
    Severity: '2',
    Category: 'Availability',
    OperationalData: {
      '/aws/dedup': { Type: 'SearchableString', Value: '{"dedupString":"Shop d-1"}' },
      '/aws/resources': { Value: '[{"arn":"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Shop"}]' },
      alarms: { Value: 'Shop-ErrorRate-v12' },
      deployment: { Value: 'd-1' },
      runbook: { Value: 'https://runbooks/rolled-back' },
    },
  });
});

test('without opsItem there is none', async () => {
  await aws.open();
  await aws.handler(codeDeployEvent, context);
  expect(aws.opsItems).toEqual([]);
});

test('the chat has the same text', async () => {
  await aws.open({}, { WEBHOOK_URL: address() });
  await aws.handler(codeDeployEvent, context);
  expect(posts).toEqual([{ text: aws.texts[0] }]);
});

test('the address may be a secret', async () => {
  await aws.open(
    { secretsmanager: { GetSecretValue: () => ({ SecretString: `${address()}\n` }) } },
    { WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:chat' },
  );
  await aws.handler(codeDeployEvent, context);
  expect(posts).toHaveLength(1);
});

test('neither a chat nor an OpsCenter that is down is a reason to tell people twice', async () => {
  const told = jest.spyOn(console, 'error').mockImplementation(() => {});
  answer = 503;
  await aws.open({}, { WEBHOOK_URL: address(), OPS_ITEM: 'true' });
  aws.broken.add('ssm');
  expect(await aws.handler(codeDeployEvent, context)).toBe('reported d-1');
  expect(await aws.handler(codeDeployEvent, context)).toBe('d-1 was reported');
  expect(aws.published).toHaveLength(1);
  expect(told.mock.calls.flat()).toEqual([
    'no OpsItem was opened: CreateOpsItem is not allowed',
    'the chat was not told: the webhook answered 503',
  ]);
});
