import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { builtOnce } from './cache';

/** What runs in a canary's process, made once for a machine. */
export interface RuntimeBundle {
  /** The program. */
  readonly program: string;
  /** puppeteer-core as one file. */
  readonly puppeteer: string;
  /** The packages that a script finds: the runtime's own, and the AWS SDK. */
  readonly packages: string;
}

const made = new Map<string, Promise<RuntimeBundle>>();

/**
 * Bundles the runtime from its sources (or from what was compiled of them) into the cache, under a name that changes
 * with them.
 *
 * @param projectDirectory where packages are looked for that AWS brings and Aviary does not
 */
export function runtimeBundle(projectDirectory: string): Promise<RuntimeBundle> {
  const before = made.get(projectDirectory);
  if (before !== undefined) return before;
  const making = make(projectDirectory);
  making.catch(() => made.delete(projectDirectory));
  made.set(projectDirectory, making);
  return making;
}

async function make(projectDirectory: string): Promise<RuntimeBundle> {
  const sdk = suppliedPackages(projectDirectory);
  const stamp = createHash('sha256');
  for (const directory of [__dirname, join(__dirname, 'child')]) {
    for (const name of readdirSync(directory).sort()) {
      const { mtimeMs, size } = statSync(join(directory, name));
      stamp.update(`${directory}/${name}:${mtimeMs}:${size}\n`);
    }
  }
  stamp.update(createRequire(__filename).resolve('puppeteer-core'));
  const runtime = await builtOnce(`runtime-${stamp.copy().digest('hex').slice(0, 16)}`, bundleInto);
  forgetOthers(dirname(runtime));
  stamp.update([...sdk].join('\n'));
  const packages = await builtOnce(`packages-${stamp.digest('hex').slice(0, 16)}`, (directory) =>
    writePackages(directory, sdk, join(runtime, 'puppeteer-names.json')),
  );
  const now = new Date();
  for (const used of [runtime, packages]) utimesSync(used, now, now);
  return {
    program: join(runtime, 'program.js'),
    puppeteer: join(runtime, 'puppeteer.js'),
    packages: join(packages, 'node_modules'),
  };
}

/** Removes bundles of other versions that nobody has used for a week. */
function forgetOthers(cache: string): void {
  const week = 7 * 24 * 3600 * 1000;
  for (const name of readdirSync(cache).filter((entry) => /^(?:runtime|packages)-[0-9a-f]+$/.test(entry))) {
    const directory = join(cache, name);
    const age = Date.now() - (statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > week) rmSync(directory, { recursive: true, force: true });
  }
}

async function bundleInto(directory: string): Promise<void> {
  const { build } = await import('esbuild');
  const main = ['ts', 'js']
    .map((extension) => join(__dirname, 'child', `main.${extension}`))
    .find((file) => existsSync(file));
  const common = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    minifyWhitespace: true,
    minifySyntax: true,
  } as const;
  await Promise.all([
    build({ ...common, entryPoints: [main ?? ''], outfile: join(directory, 'program.js') }),
    build({
      ...common,
      stdin: { contents: "module.exports = require('puppeteer-core');", resolveDir: __dirname },
      outfile: join(directory, 'puppeteer.js'),
      external: ['typescript'],
      plugins: [
        {
          // Half of puppeteer-core's loading time is what downloads browsers: it is loaded where a script asks for it.
          name: 'load-on-demand',
          setup(build) {
            build.onResolve({ filter: /^(?:@puppeteer\/browsers|chromium-bidi\/.*)$/ }, ({ path }) => ({
              path,
              namespace: 'on-demand',
            }));
            build.onLoad({ filter: /.*/, namespace: 'on-demand' }, ({ path }) => ({
              contents: `let loaded; module.exports = new Proxy({}, { get: (_, name) => (loaded ??= require('node:module').createRequire(${JSON.stringify(require.resolve('puppeteer-core'))})(${JSON.stringify(path)}))[name] });`,
            }));
          },
        },
      ],
    }),
  ]);
  await writeFile(join(directory, 'puppeteer-names.json'), JSON.stringify(Object.keys(await import('puppeteer-core'))));
}

const ownPackages: readonly string[] = [
  'Synthetics',
  'SyntheticsLogger',
  'SyntheticsLogHelper',
  'SyntheticsLink',
  'BrokenLinkCheckerReport',
  'SyntheticsConfiguration',
  'RequestResponseLogHelper',
  '@aws/synthetics-puppeteer',
  '@aws/synthetics-core',
  '@aws/synthetics-logger',
  '@aws/synthetics-log-helper',
  '@aws/synthetics-link',
  '@aws/synthetics-broken-link-checker-report',
  '@aws/synthetics-playwright',
  '@amzn/synthetics-core',
  '@amzn/synthetics-playwright',
  'aws-xray-sdk-core',
  'puppeteer-core',
];

/** The names that a package exports besides its default: Node reads them from the text of a CommonJS file. */
const exportedNames: Readonly<Record<string, readonly string[]>> = {
  Synthetics: ['synthetics'],
  '@aws/synthetics-puppeteer': ['synthetics'],
  '@aws/synthetics-core': ['synthetics'],
  '@amzn/synthetics-core': ['synthetics'],
  '@aws/synthetics-playwright': ['synthetics'],
  '@amzn/synthetics-playwright': ['synthetics'],
};

/** Writes packages whose exports are what the program registered, so that CommonJS and ES modules find one object. */
async function writePackages(
  directory: string,
  sdk: ReadonlyMap<string, string>,
  puppeteerNames: string,
): Promise<void> {
  const packages = join(directory, 'node_modules');
  for (const name of ownPackages) {
    const names = name === 'puppeteer-core' ? (require(puppeteerNames) as string[]) : (exportedNames[name] ?? []);
    await mkdir(join(packages, name), { recursive: true });
    await writeFile(
      join(packages, name, 'index.js'),
      `module.exports = globalThis[Symbol.for('aviary.canary-runtime.modules')].resolve(${JSON.stringify(name)});\n${names
        .filter((exported) => exported !== 'default' && exported !== '__esModule')
        .map((exported) => `if (false) module.exports.${exported} = module.exports.${exported};\n`)
        .join('')}`,
    );
  }
  for (const [name, path] of sdk) {
    await mkdir(dirname(join(packages, name)), { recursive: true });
    await symlink(path, join(packages, name), 'dir');
  }
}

/** The packages that AWS brings and Aviary or the project has, by name: of the SDK, and Playwright's. */
function suppliedPackages(projectDirectory: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const start of [projectDirectory, __dirname]) {
    for (const modules of createRequire(join(start, 'x.js')).resolve.paths('x') ?? []) {
      for (const scope of ['@aws-sdk', '@smithy', '@aws-crypto']) {
        const directory = join(modules, scope);
        if (!existsSync(directory)) continue;
        for (const name of readdirSync(directory)) {
          const full = `${scope}/${name}`;
          if (!found.has(full)) found.set(full, join(directory, name));
        }
      }
      for (const name of ['playwright-core', 'playwright', '@playwright/test']) {
        const directory = join(modules, name);
        if (!found.has(name) && existsSync(directory)) found.set(name, directory);
      }
    }
  }
  return found;
}
