import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CanaryRunResult, runCanary } from '../../lib/canary-runtime';
import { verifySignature } from '../../lib/rehearsal/network/http/signature';
import { handler } from '../../lib/stacks/storefront/storefront.handler';
import { ArtifactBucket, ScriptCanary } from '../../lib/synthetics';

const credentials = { secretAccessKey: 'secret', sessionToken: 'a-session-token' };
const identity = {
  accessKey: 'AKID',
  accountId: '111122223333',
  callerId: 'canary',
  userArn: 'canary',
  userId: 'canary',
};

/** The storefront behind an address that, like a function URL for AWS identities, answers signed requests alone. */
class SignedStorefront {
  readonly refused: string[] = [];
  private readonly server: Server = createServer(async (request, response) => {
    const body = await textOf(request);
    const { method = 'GET', url = '/', headers } = request;
    const verified = verifySignature(
      {
        method,
        host: headers.host ?? '',
        path: url,
        headers: headers as Record<string, string>,
        body: Buffer.from(body),
        sourceIp: '127.0.0.1',
      },
      'eu-west-1',
      (accessKey) => (accessKey === 'AKID' ? { ...credentials, identity } : undefined),
    );
    if ('refusal' in verified) {
      this.refused.push(`${method} ${url}`);
      response.writeHead(403).end();
      return;
    }
    const [rawPath = '/'] = url.split('?');
    const result = await handler({ rawPath, body, requestContext: { http: { method } } });
    response.writeHead(result.statusCode, result.headers).end(result.body);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** The code of a script as it is deployed. */
function bundleOf(script: string): string {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  new ScriptCanary(stack, 'Canary', {
    canaryName: 'canary',
    script,
    artifactBucket: new ArtifactBucket(stack, 'Artifacts'),
    schedule: { type: 'on-demand', interval: Duration.minutes(1), limit: Duration.hours(2) },
  });
  const [canary] = Object.values(Template.fromStack(stack).findResources('AWS::Synthetics::Canary'));
  return join(app.assetOutdir, `asset.${String(canary?.Properties.Code.S3Key).replace('.zip', '')}`);
}

const artifacts = mkdtempSync(join(tmpdir(), 'artifacts-'));
const storefront = new SignedStorefront();
let url: string;

beforeAll(async () => {
  url = await storefront.start();
});

afterAll(async () => {
  await storefront.stop();
  rmSync(artifacts, { recursive: true });
});

/** Everything that runs have written into a directory, screenshots included. */
function written(directory: string): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(1);
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
}

async function run(script: string, environment: Record<string, string>): Promise<CanaryRunResult> {
  return await runCanary({
    code: bundleOf(script),
    handler: 'index.handler',
    name: 'canary',
    timeoutSeconds: 30,
    region: 'eu-west-1',
    artifactsDirectory: artifacts,
    environment: { BASE_URL: url, ...environment },
    network: {
      chromiumArguments: [],
      nodeEnvironment: {
        AWS_ACCESS_KEY_ID: 'AKID',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'a-session-token',
      },
    },
  });
}

test.each([
  ['canaries/storefront-page.ts', ['open', 'products', 'buy']],
  ['canaries/checkout-api.ts', ['products', 'checkout']],
])(
  '%s buys something, every request signed',
  async (script, steps) => {
    const result = await run(script, { CANARY_SIGNED_URL: url, CANARY_SIGNED_SERVICE: 'lambda' });
    expect(result).toMatchObject({ status: 'PASSED' });
    expect(result.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(steps.map((step) => `${step} PASSED`));
    expect(storefront.refused).toEqual([]);
    expect(written(artifacts)).not.toMatch(/AWS4-HMAC-SHA256|a-session-token/);
  },
  60_000,
);

test('without a signature the candidate does not answer', async () => {
  const result = await run('canaries/checkout-api.ts', {});
  expect(result.status).toBe('FAILED');
  expect(storefront.refused).toEqual(['GET /api/products']);
}, 60_000);
