import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// Packs this repository, installs the tarball into a bare CDK app, adds the README's ten lines, and rehearses it.

const root = resolve(__dirname, '../..');
const versions: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies;

let work: string;
let app: string;

function run(directory: string, command: string, ...args: string[]): string {
  const { INIT_CWD: _, NODE_ENV: __, JEST_WORKER_ID: ___, ...environment } = process.env;
  try {
    return execFileSync(command, args, { cwd: directory, encoding: 'utf8', env: environment, stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  }
}

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'aviary-package-'));
  app = join(work, 'app');
  mkdirSync(join(app, 'canaries'), { recursive: true });
  const packed: { filename: string }[] = JSON.parse(run(root, 'npm', 'pack', '--json', '--pack-destination', work));
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'bare-app', private: true, type: 'commonjs' }));
  const beside = ['aws-cdk-lib', 'constructs', 'tsx', 'typescript', '@types/node'].map(
    (name) => `${name}@${versions[name]}`,
  );
  run(
    app,
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(work, packed[0]?.filename ?? ''),
    ...beside,
  );

  const [, tenLines] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  cpSync(join(root, 'canaries/checkout-api.ts'), join(app, 'canaries/checkout-api.ts'));
  cpSync(join(root, 'lib/stacks/storefront'), join(app, 'service'), {
    recursive: true,
    filter: (path) => !path.endsWith('-stack.ts'),
  });
  writeFileSync(join(app, 'cdk.json'), JSON.stringify({ app: 'npx tsx app.ts' }));
  writeFileSync(
    join(app, 'app.ts'),
    `import { join } from 'node:path';
import { ErrorRate, GuardedDeployment, Latency, SyntheticSuccess, TrafficShift } from 'aviary';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';

class CheckoutStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const checkout = new NodejsFunction(this, 'CheckoutFunction', {
      entry: join(__dirname, 'service/storefront.handler.ts'),
      runtime: Runtime.NODEJS_24_X,
      depsLockFilePath: join(__dirname, 'package-lock.json'),
    });
    ${tenLines}
  }
}

new CheckoutStack(new App(), 'Checkout');
`,
  );
  writeFileSync(
    join(app, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        types: ['node', 'aviary/synthetics'],
      },
    }),
  );
  writeFileSync(
    join(app, 'bad.yaml'),
    `name: a third of the orders fail
warmUp: 3m
traffic:
  requestsPerMinute: 1200
  requests:
    - { name: buy, method: POST, path: /api/checkout, body: { productId: 'p1' } }
candidate:
  - { fault: error, rate: 0.3, to: users }
expect: { outcome: rolled-back, stoppedBy: alarm }
`,
  );
}, 600_000);

afterAll(() => rmSync(work, { recursive: true, force: true }));

test("the README's ten lines type-check against the published types", () => {
  run(app, 'npx', 'tsc');
}, 240_000);

test('the app is rehearsed from the installed package: a bad release is rolled back by its alarm', () => {
  const { scenarios } = JSON.parse(run(app, 'npx', 'aviary', 'rehearse', '--scenario', 'bad.yaml', '--json'));
  expect(scenarios).toHaveLength(1);
  expect(scenarios[0]).toMatchObject({ ok: true, outcome: 'rolled-back', stoppedBy: 'alarm' });
}, 240_000);

test("the guard's functions are small: each is loaded by Lambda while a deployment waits for it", () => {
  run(app, 'env', 'CDK_OUTDIR=assembly', 'npx', 'tsx', 'app.ts');
  const assets = readdirSync(join(app, 'assembly')).filter((name) => name.startsWith('asset.'));
  const sizes = assets.map((name) => statSync(join(app, 'assembly', name, 'index.js')).size);
  expect(sizes.length).toBeGreaterThan(4);
  expect(Math.max(...sizes)).toBeLessThan(150_000);
}, 240_000);
