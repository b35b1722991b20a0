import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { EndpointsProps } from './endpoints';
import type { Synthesis } from './synthesis';

// Synthesizes an app, guarded or written out plainly, and prints what it took:
// `tsx bench/synth/app.ts guarded|plain ENDPOINTS|storefront [DIRECTORY]`. With a directory, the assembly stays there.

/** A stack holds 500 resources. */
const ENDPOINTS_PER_STACK = 15;

type Build = (app: App, canaryCode: string) => void;

/** What builds the app. Loading it is a part of synth: each kind loads what it needs, and no more. */
async function load(kind: string | undefined, what: string | undefined): Promise<Build> {
  if (what === 'storefront') {
    if (kind === 'plain') {
      const { PlainStorefront } = await import('./plain-storefront.js');
      return (app) => new PlainStorefront(app, 'Storefront');
    }
    const { StorefrontStack } = await import('../../lib/stacks/storefront/storefront-stack.js');
    return (app) => new StorefrontStack(app, 'Storefront');
  }
  const fill =
    kind === 'plain'
      ? (await import('./plain-endpoints.js')).plainEndpoints
      : (await import('./guarded-endpoints.js')).guardedEndpoints;
  return (app, canaryCode) => stacks(app, Number(what), canaryCode, fill);
}

function stacks(
  app: App,
  count: number,
  canaryCode: string,
  fill: (stack: Stack, props: EndpointsProps) => void,
): void {
  for (let left = count, index = 0; left > 0; left -= ENDPOINTS_PER_STACK, index++) {
    fill(new Stack(app, `Service${index}`), { count: Math.min(left, ENDPOINTS_PER_STACK), canaryCode });
  }
}

async function synthesize(kind?: string, what?: string, kept?: string): Promise<Synthesis> {
  const work = mkdtempSync(join(tmpdir(), 'aviary-bench-synth-'));
  try {
    const canaryCode = join(work, 'canary');
    mkdirSync(canaryCode);
    writeFileSync(join(canaryCode, 'index.js'), 'exports.handler = async () => {};');
    const outdir = kept ?? join(work, 'cdk.out');
    const start = performance.now();
    const processor = process.cpuUsage();
    const build = await load(kind, what);
    const app = new App({ outdir });
    build(app, canaryCode);
    app.synth();
    const { user, system } = process.cpuUsage(processor);
    return { seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6, ...sizes(outdir) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function sizes(outdir: string): Pick<Synthesis, 'bytes' | 'boardBytes' | 'resources'> {
  const sum = { bytes: 0, boardBytes: 0, resources: 0 };
  for (const file of readdirSync(outdir).filter((name) => name.endsWith('.template.json'))) {
    const text = readFileSync(join(outdir, file), 'utf8');
    const resources = Object.values<{ Type: string }>(JSON.parse(text).Resources);
    const boards = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
    sum.bytes += Buffer.byteLength(text);
    sum.resources += resources.length;
    // As they are written: with an indentation.
    sum.boardBytes += Buffer.byteLength(boards.map((board) => JSON.stringify(board, undefined, 1)).join(''));
  }
  return sum;
}

void synthesize(...process.argv.slice(2)).then((synthesis) => process.stdout.write(`${JSON.stringify(synthesis)}\n`));
