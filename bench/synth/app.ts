import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ErrorRate, GuardedDeployment, Latency, SyntheticSuccess, TrafficShift } from '../../lib';
import { plainGuard } from './plain-guard';

// Synthesizes an app of so many endpoints, each a function with a canary, guarded or written out plainly; prints what it took.
// `tsx bench/synth/app.ts guarded|plain ENDPOINTS`

/** A stack holds 500 resources. */
const endpointsPerStack = 15;

const [kind, count] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'aviary-bench-synth-'));
try {
  const canaryCode = join(work, 'canary');
  mkdirSync(canaryCode);
  writeFileSync(join(canaryCode, 'index.js'), 'exports.handler = async () => {};');
  const outdir = join(work, 'cdk.out');
  const start = performance.now();
  const app = new App({ outdir });
  for (let left = Number(count), index = 0; left > 0; left -= endpointsPerStack, index++) {
    service(new Stack(app, `Service${index}`), Math.min(left, endpointsPerStack), canaryCode);
  }
  app.synth();
  const seconds = (performance.now() - start) / 1000;
  const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
  const sum = (of: (file: string) => number) => templates.reduce((total, file) => total + of(join(outdir, file)), 0);
  const bytes = sum((file) => statSync(file).size);
  const resources = sum((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).Resources).length);
  process.stdout.write(`${JSON.stringify({ seconds, bytes, resources })}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function service(stack: Stack, endpoints: number, canaryCode: string): void {
  const functions = Array.from(
    { length: endpoints },
    (_, index) =>
      new Fn(stack, `Endpoint${index}`, {
        code: Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: '${index}' });`),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      }),
  );
  const name = (index: number) => `${stack.stackName.toLowerCase()}-${index}`;
  if (kind === 'plain') {
    plainGuard(stack, {
      functions,
      canaryCode,
      canaries: Object.fromEntries(functions.map((_, index) => [name(index), index])),
    });
    return;
  }
  new GuardedDeployment(stack, 'Guard', {
    functions,
    shift: TrafficShift.canary({ percentage: 10, interval: Duration.minutes(10) }),
    signals: [ErrorRate.above(1), Latency.above(Duration.millis(800)), SyntheticSuccess.below(90)],
    canaries: functions.map((serves, index) => ({ script: join(canaryCode, 'index.js'), name: name(index), serves })),
    expectedRequestsPerMinute: 1200,
    bake: Duration.minutes(5),
  });
}
