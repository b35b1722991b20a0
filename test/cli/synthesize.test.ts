import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeApp } from '../../lib/cli/synthesize';
import { InputError } from '../../lib/diagnostic';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aviary-app-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** An app without the CDK: it writes what it was given. */
function app(body: string, configuration: object = {}): void {
  writeFileSync(join(home, 'app.js'), `const fs = require('fs');\n${body}`);
  writeFileSync(join(home, 'cdk.json'), JSON.stringify({ app: 'node app.js', ...configuration }));
}

const writing = `
const out = process.env.CDK_OUTDIR;
fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(out + '/manifest.json', process.env.CDK_CONTEXT_JSON);
`;

async function refusal(): Promise<string> {
  const error: unknown = await synthesizeApp(home).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw error;
  return error.diagnostics.map(({ message, fix }) => `${message} ${fix}`).join('\n');
}

it('runs the app of the nearest cdk.json above, after its build, with its context, into a directory of its own', async () => {
  app(`fs.readFileSync('built');${writing}`, { build: 'touch built', context: { stage: 'prod' } });
  writeFileSync(join(home, 'cdk.context.json'), JSON.stringify({ zones: ['a'], stage: 'beta' }));
  const inner = join(home, 'lib', 'deep');
  mkdirSync(inner, { recursive: true });
  const { directory, remove } = await synthesizeApp(inner);
  expect(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))).toMatchObject({
    stage: 'prod',
    zones: ['a'],
    'aws:cdk:enable-asset-metadata': true,
  });
  await remove();
  expect(existsSync(directory)).toBe(false);
});

it.each([
  [
    'an app that fails',
    () => app("throw new Error('Guard needs an alarm.')"),
    /could not be synthesized \(node app\.js\): Error: Guard needs an alarm\. Run `npx cdk synth`/,
  ],
  ['an app that writes nothing', () => app(''), /does it call app\.synth\(\)\?/],
  ['a build that fails', () => app(writing, { build: 'echo no compiler >&2; exit 3' }), /no compiler/],
  ['a cdk.json without app', () => writeFileSync(join(home, 'cdk.json'), '{}'), /names no app/],
  ['a cdk.json that is not JSON', () => writeFileSync(join(home, 'cdk.json'), '{'), /cdk\.json cannot be read/],
])('says in a sentence what is wrong with %s', async (_, given, sentence) => {
  given();
  expect(await refusal()).toMatch(sentence);
  expect(await refusal()).not.toMatch(/\n\s+at /);
});

it('ends the app when it is interrupted', async () => {
  app(`fs.writeFileSync('started', ''); setInterval(() => {}, 1000);`);
  const interruption = new AbortController();
  const synthesis = synthesizeApp(home, interruption.signal);
  interruption.abort();
  await expect(synthesis).rejects.toThrow(InputError);
});
