import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../diagnostic';

/** A cloud assembly in a directory of its own. */
export interface SynthesizedApp {
  readonly directory: string;
  /** Removes the directory. */
  remove(): Promise<void>;
}

const configuration = z.looseObject({
  app: z.string().min(1).optional(),
  build: z.string().min(1).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});

/** What the CDK's command line adds: templates without it lack construct paths, and assets lack theirs. */
const metadataContext = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': false,
};

/** The environment of one process holds 128 KB in one variable; the CDK takes larger contexts from a file. */
const largestContext = 100_000;

/**
 * Synthesizes the CDK app of a directory, or of the nearest directory above that has a `cdk.json`, as `cdk synth` does:
 * its `build`, then its `app`, with its context, into a temporary directory.
 * @throws InputError where there is no app, or it fails: with what the app said
 */
export async function synthesizeApp(standing: string, signal?: AbortSignal): Promise<SynthesizedApp> {
  const home = findApp(standing);
  const { app, build, context } = readConfiguration(join(home, 'cdk.json'));
  if (app === undefined) throw noApp(join(home, 'cdk.json'), 'cdk.json names no app.');
  const work = await mkdtemp(join(tmpdir(), 'aviary-synth-'));
  const remove = () => rm(work, { recursive: true, force: true });
  try {
    const directory = join(work, 'cdk.out');
    const environment = await contextEnvironment(
      { ...(await storedContext(home)), ...context, ...metadataContext },
      work,
    );
    if (build !== undefined) await run(build, home, {}, signal);
    await run(app, home, { ...environment, CDK_OUTDIR: directory }, signal);
    if (!existsSync(join(directory, 'manifest.json')))
      throw failed(app, home, 'it ended without writing a cloud assembly; does it call app.synth()?');
    return { directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function findApp(standing: string): string {
  for (let directory = standing; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'cdk.json'))) return directory;
    if (dirname(directory) === directory)
      throw noApp(standing, `There is no cdk.json in ${standing} or above it, so there is no app to synthesize.`);
  }
}

function noApp(file: string, message: string): InputError {
  return new InputError({
    id: 'synthesis/no-app',
    severity: 'error',
    message,
    file,
    fix: 'Go to the directory of a CDK app, or name what was synthesized: --assembly cdk.out, or --template FILE.',
  });
}

function readConfiguration(file: string): z.infer<typeof configuration> {
  try {
    return configuration.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const message = error instanceof z.ZodError ? error.issues[0]?.message : (error as Error).message;
    throw new InputError({
      id: 'synthesis/configuration',
      severity: 'error',
      message: `cdk.json cannot be read: ${message}.`,
      file,
      fix: 'Mend cdk.json: it is an object with "app": the command that runs the app.',
    });
  }
}

async function storedContext(home: string): Promise<Record<string, unknown>> {
  const file = join(home, 'cdk.context.json');
  if (!existsSync(file)) return {};
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new InputError({
      id: 'synthesis/configuration',
      severity: 'error',
      message: 'cdk.context.json is not a JSON object.',
      file,
      fix: 'Mend it, or remove it and let `cdk synth` write it anew.',
    });
  }
}

async function contextEnvironment(context: Record<string, unknown>, work: string): Promise<Record<string, string>> {
  const text = JSON.stringify(context);
  if (text.length <= largestContext) return { CDK_CONTEXT_JSON: text };
  const file = join(work, 'context.json');
  await writeFile(file, text);
  return { CONTEXT_OVERFLOW_LOCATION_ENV: file, CDK_CONTEXT_JSON: '{}' };
}

function run(command: string, home: string, environment: Record<string, string>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that an interruption ends what the command started as well.
    const child = spawn(command, { cwd: home, shell: true, detached: true, env: { ...process.env, ...environment } });
    let said = '';
    const listen = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-100_000);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const interrupt = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has ended already.
      }
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted === true) interrupt();
    child.on('error', (error) => reject(failed(command, home, error.message)));
    child.on('close', (code) => {
      signal?.removeEventListener('abort', interrupt);
      if (code === 0) resolve();
      else reject(failed(command, home, essence(said) ?? `it ended with exit code ${code}.`));
    });
  });
}

/** The sentence of the error in what a failing app printed; its stack trace is for `cdk synth`. */
function essence(said: string): string | undefined {
  const lines = said.split('\n').map((line) => line.trim());
  const error = lines.find((line) => /^(?:\w*Error|\w*Exception)\b.*:|error TS\d+:/.test(line));
  return error ?? lines.filter((line) => line !== '' && !/^at /.test(line)).at(-1);
}

function failed(command: string, home: string, what: string): InputError {
  return new InputError({
    id: 'synthesis/failed',
    severity: 'error',
    message: `The CDK app could not be synthesized (${command}): ${what}`,
    file: join(home, 'cdk.json'),
    fix: 'Run `npx cdk synth` to see all that it says.',
  });
}
