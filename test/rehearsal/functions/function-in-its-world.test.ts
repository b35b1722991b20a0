import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsEndpoint } from '../../../lib/endpoint';
import { FunctionPool } from '../../../lib/rehearsal/functions';
import { answerRequest, type HttpApi, LoopbackNetwork } from '../../../lib/rehearsal/network';

const host = 'shop1.execute-api.eu-west-1.amazonaws.com';
const at = Date.UTC(2031, 0, 1);

const code = {
  'api.mjs': `
    export const handler = async (event) => ({
      statusCode: 201,
      cookies: ['seen=1'],
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path: event.rawPath, bought: JSON.parse(event.body).productId }),
    });`,
  'hook.js': `
    const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
    const { SyntheticsClient, StartCanaryCommand, GetCanaryRunsCommand } = require('@aws-sdk/client-synthetics');
    exports.handler = async (event) => {
      const synthetics = new SyntheticsClient({});
      await synthetics.send(new StartCanaryCommand({ Name: 'page' }));
      const { CanaryRuns } = await synthetics.send(new GetCanaryRunsCommand({ Name: 'page', MaxResults: 1 }));
      const response = await fetch('https://${host}/api/checkout', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"productId":"p1"}' });
      const answer = { status: response.status, cookie: response.headers.get('set-cookie'), body: await response.json() };
      await fetch('https://metrics.example.com/').catch(() => {});
      const newer = CanaryRuns[0].Timeline.Started.getTime() <= Date.now();
      await new CodeDeployClient({}).send(new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId: event.DeploymentId,
        lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
        status: newer && CanaryRuns[0].Status.State === 'PASSED' ? 'Succeeded' : 'Failed',
      }));
      return answer;
    };`,
};

it('a hook calls AWS and the service, and neither leaves the machine', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'world-test-'));
  const started: string[] = [];
  const endpoint = await AwsEndpoint.start({
    codedeploy: {
      PutLifecycleEventHookExecutionStatus: (input) => ({
        lifecycleEventHookExecutionId: input.lifecycleEventHookExecutionId,
      }),
    },
    synthetics: {
      StartCanary: ({ Name }) => {
        started.push(Name ?? '');
        return {};
      },
      GetCanaryRuns: ({ Name }) => ({
        CanaryRuns: [{ Name, Status: { State: 'PASSED' }, Timeline: { Started: new Date(at) } }],
      }),
    },
  });
  const api: HttpApi<string> = {
    kind: 'http-api',
    id: 'shop1',
    account: '111122223333',
    region: 'eu-west-1',
    host,
    stages: [{ name: '$default' }],
    routes: [{ key: 'POST /api/{proxy+}', payloadFormat: '2.0', target: 'api:1' }],
  };
  const network = await LoopbackNetwork.start({
    hosts: [host],
    allow: [],
    onRequest: (request) =>
      answerRequest(api, request, {
        requestId: 'r-1',
        at,
        invoke: async (key, payload) => {
          const { error, ...invocation } = await pool.invoke(key, { payload, requestId: 'r-1', at });
          return { ...invocation, failed: error !== undefined };
        },
      }),
  });
  const pool = new FunctionPool({
    directory: join(directory, 'pool'),
    network,
    environment: { AWS_ENDPOINT_URL: endpoint.url },
  });
  try {
    mkdirSync(join(directory, 'code'));
    for (const [name, content] of Object.entries(code)) writeFileSync(join(directory, 'code', name), content);
    for (const functionName of ['api', 'hook']) {
      await pool.add({
        functionName,
        version: '1',
        functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${functionName}`,
        runtime: 'nodejs20.x',
        handler: `${functionName}.handler`,
        code: join(directory, 'code'),
        environment: {},
        timeoutSeconds: 30,
        memoryMb: 256,
        region: 'eu-west-1',
        account: '111122223333',
      });
    }
    const payload = { DeploymentId: 'd-ABC', LifecycleEventHookExecutionId: 'eyJl' };
    const invocation = await pool.invoke('hook:1', { payload, requestId: 'r-0', at });
    expect(invocation.payload).toEqual({
      status: 201,
      cookie: 'seen=1',
      body: { path: '/api/checkout', bought: 'p1' },
    });
    expect(started).toEqual(['page']);
    expect(endpoint.calls().at(-1)).toMatchObject({
      operation: 'PutLifecycleEventHookExecutionStatus',
      input: { deploymentId: 'd-ABC', lifecycleEventHookExecutionId: 'eyJl', status: 'Succeeded' },
    });
    expect(network.refusals()).toEqual([{ host: 'metrics.example.com', from: 'hook' }]);
    expect(pool.findings()).toEqual([]);
  } finally {
    await pool.close();
    await network.close();
    await endpoint.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
