import { statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { BuildFailure, BuildResult, OutputFile, Plugin } from 'esbuild';
import { CanaryRuntimeError } from './errors';

/** What AWS supplies: a bundle leaves it out. */
export const suppliedModules: readonly string[] = [
  'Synthetics',
  'SyntheticsLogger',
  'SyntheticsLogHelper',
  'SyntheticsLink',
  'BrokenLinkCheckerReport',
  'SyntheticsConfiguration',
  'RequestResponseLogHelper',
  '@aws/synthetics-*',
  '@amzn/synthetics-*',
  'puppeteer-core',
  'aws-xray-sdk-core',
  '@aws-sdk/*',
  '@smithy/*',
  'playwright',
  'playwright-core',
  '@playwright/test',
];

/** A script as one file that Node runs. */
export interface ScriptBundle {
  /** `index.js` or `index.mjs`. */
  readonly fileName: string;
  readonly text: string;
}

interface Known extends ScriptBundle {
  readonly stamp: string;
  readonly inputs: readonly string[];
}

const known = new Map<string, Known>();

/**
 * A TypeScript or JavaScript file and what it imports, bundled as one script; what AWS supplies stays outside.
 *
 * @throws CanaryRuntimeError where it does not compile, with the place
 */
export async function bundleScript(file: string): Promise<ScriptBundle> {
  const before = known.get(file);
  if (before !== undefined && stampOf(before.inputs) === before.stamp) return before;
  const esm = /^\.m[jt]s$/.test(extname(file));
  const fileName = `${basename(file, extname(file))}.${esm ? 'mjs' : 'js'}`;
  const { build } = await import('esbuild');
  let result: BuildResult & { outputFiles: OutputFile[]; metafile: { inputs: object } };
  try {
    result = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      outfile: join(dirname(file), fileName),
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: esm ? 'esm' : 'cjs',
      target: 'node20',
      external: [...suppliedModules],
      sourcemap: 'inline',
      sourcesContent: false,
      sourceRoot: `${dirname(file)}/`,
      logLevel: 'silent',
      plugins: [leaveMissingPackages],
      // Packages inside an ES module may call require.
      ...(esm && {
        banner: {
          js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
        },
      }),
    });
  } catch (error) {
    throw new CanaryRuntimeError(
      `The script does not compile: ${firstError(error, dirname(file))}`,
      'Mend the script.',
    );
  }
  const inputs = Object.keys(result.metafile.inputs).map((input) => join(dirname(file), input));
  const bundle = { fileName, text: result.outputFiles[0]?.text ?? '', inputs, stamp: stampOf(inputs) };
  known.set(file, bundle);
  return bundle;
}

/** A package that is not there is missed when the script runs, as on AWS; it may be required where that is caught. */
const leaveMissingPackages: Plugin = {
  name: 'leave-missing-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === resolving || from.kind === 'entry-point') return undefined;
      const { importer, namespace, resolveDir, kind } = from;
      const found = await build.resolve(path, { importer, namespace, resolveDir, kind, pluginData: resolving });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

/** Marks what the plugin itself asks for. */
const resolving = Symbol('resolving');

/** The files that a script is made of, as far as it has been bundled: what `--watch` watches. */
export function inputsOf(file: string): readonly string[] {
  return known.get(file)?.inputs ?? [file];
}

function firstError(error: unknown, directory: string): string {
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) return (error as Error).message;
  const { location } = first;
  const place = location === null ? '' : `${join(directory, location.file)}:${location.line}:${location.column + 1}: `;
  return `${place}${first.text}`;
}

function stampOf(inputs: readonly string[]): string {
  return inputs
    .map((input) => {
      const stat = statSync(input, { throwIfNoEntry: false });
      return stat === undefined ? 'gone' : `${stat.mtimeMs}:${stat.size}`;
    })
    .join();
}
