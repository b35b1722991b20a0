import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Runtime } from './catalogue';
import { CanaryRuntimeError } from './errors';
import { bundleScript } from './script-bundle';

/** A canary's code, laid out for a run. */
export interface CanaryCode {
  /** The module that holds the handler. */
  readonly entry: string;
  readonly exportName: string;
  /** As AWS shows it. */
  readonly shownHandler: string;
  /** What the code's directory is called in logs instead of its copy. */
  readonly origin: string;
  /** Whether the script can need a browser before it says so. */
  readonly mentionsPages: boolean;
}

/** Source: the pattern of `Handler` in the API of CreateCanary. */
const handlerPattern = /^(?:((?:[0-9a-zA-Z_-]+[/.])*[0-9A-Za-z_-]+)(?:\.|::))?([A-Za-z_][A-Za-z0-9_]*)$/;

/** What a script calls that needs a browser; `executeHttpStep` and the logger do not. */
const pages =
  /\bgetPage\b|\bexecuteStep\b|\btakeScreenshot\b|\.launch\b|puppeteer-core|\bnewPage\b|synthetics-playwright/;

/**
 * Copies a canary's code into a directory of the run, so that a script can change nothing of what it came from, and
 * finds the handler's module in the layouts that the runtime takes.
 *
 * @throws CanaryRuntimeError where there is no such code or no such module
 */
export async function layOutCode(
  code: string,
  handler: string,
  runtime: Runtime,
  directory: string,
): Promise<CanaryCode> {
  const stat = statSync(code, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new CanaryRuntimeError(`${code} is not there.`, 'Name a script, a directory or a zip that exists.');
  }
  const [, module, exportName] = handlerPattern.exec(handler) ?? [];
  if (exportName === undefined) {
    throw new CanaryRuntimeError(
      `The handler ${JSON.stringify(handler)} is not of the form file.function.`,
      'Write the name of the file without its extension, a dot, and the name of the exported function.',
    );
  }
  await mkdir(directory, { recursive: true });
  if (stat.isFile() && /\.[cm]?[jt]s$/.test(code)) {
    const { fileName, text } = await bundleScript(resolve(code));
    const entry = join(directory, fileName);
    await writeFile(entry, text);
    return {
      entry,
      exportName,
      shownHandler: `${fileName.replace(/\.m?js$/, '')}.${exportName}`,
      origin: dirname(resolve(code)),
      mentionsPages: pages.test(text),
    };
  }
  if (stat.isDirectory()) await cp(code, directory, { recursive: true, verbatimSymlinks: true });
  else await unzipInto(code, directory);
  const name = module ?? 'index';
  const entry = entryOf(directory, name, runtime);
  if (entry === undefined) throw missing(code, name, runtime, directory);
  const root = entry.includes(`${sep}nodejs${sep}node_modules${sep}`) ? '/opt/nodejs/node_modules' : '/var/task';
  return {
    entry,
    exportName,
    shownHandler: `${root}/${name}.${exportName}`,
    origin: stat.isDirectory() ? resolve(code) : '/var/task',
    mentionsPages: pages.test(readFileSync(entry, 'utf8')),
  };
}

function entryOf(directory: string, name: string, runtime: Runtime): string | undefined {
  const extensions = ['js', 'mjs', 'cjs'];
  return rootsOf(directory, runtime)
    .flatMap((root) => extensions.map((extension) => join(root, `${name}.${extension}`)))
    .find((file) => existsSync(file));
}

/** Where modules are looked for. */
function rootsOf(directory: string, runtime: Runtime): string[] {
  return [...(runtime.rootPackaging ? [directory] : []), join(directory, 'nodejs', 'node_modules')];
}

function missing(code: string, name: string, runtime: Runtime, directory: string): CanaryRuntimeError {
  if (existsSync(join(directory, 'blueprint-config.json'))) {
    return new CanaryRuntimeError(
      `${code} is a multi-checks canary (blueprint-config.json), which has no script to run here.`,
      'Leave this canary out, or write its checks as HTTP steps.',
    );
  }
  const wanted = runtime.rootPackaging ? `${name}.js or ${name}.mjs at its root, or` : '';
  const fix =
    !runtime.rootPackaging && existsSync(join(directory, `${name}.js`))
      ? `${runtime.version} takes no script at the root: move it to nodejs/node_modules/, or take syn-nodejs-puppeteer-11.0 or newer.`
      : `Name the module by the handler: file.function.${scriptsIn(directory, runtime)}`;
  return new CanaryRuntimeError(
    `${code} holds no module ${JSON.stringify(name)}: ${wanted} nodejs/node_modules/${name}.js is looked for.`.replace(
      ':  ',
      ': ',
    ),
    fix,
  );
}

/** What a handler could name. */
function scriptsIn(directory: string, runtime: Runtime): string {
  const found = rootsOf(directory, runtime)
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root))
    .filter((name) => /\.[cm]?js$/.test(name));
  return found.length === 0 ? '' : ` There is ${found.join(', ')}.`;
}

async function unzipInto(file: string, directory: string): Promise<void> {
  const { unzipSync } = await import('fflate');
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(readFileSync(file));
  } catch (error) {
    throw new CanaryRuntimeError(
      `${file} is neither a script nor a zip: ${(error as Error).message}.`,
      'Name a script, a directory or a zip.',
    );
  }
  for (const [path, content] of Object.entries(entries)) {
    const target = join(directory, path);
    if (!target.startsWith(directory + sep)) {
      throw new CanaryRuntimeError(`${file} holds ${path}, which lies outside of it.`, 'Make the zip anew.');
    }
    if (path.endsWith('/')) await mkdir(target, { recursive: true });
    else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  }
}
