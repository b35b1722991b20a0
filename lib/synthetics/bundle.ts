import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import type { AssetOptions } from 'aws-cdk-lib/aws-s3-assets';
import { type BuildOptions, buildSync } from 'esbuild';

export interface BundleOptions {
  /** What the bundle begins with: imports are resolved from `directory`. */
  readonly source: string;
  readonly directory: string;
  /** Node of the runtime, such as `node22`. */
  readonly target: string;
  /** Modules that the runtime brings. */
  readonly external: readonly string[];
  /** Further files of the bundle: name to content. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * An asset of one bundled `index.js`, built by esbuild in this process while CDK stages it: no container, no child process
 * for each function. Its hash is that of the output, so that equal code is an equal version.
 */
export function bundledAsset(options: BundleOptions): AssetOptions {
  return {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler below always succeeds or throws.
      image: DockerImage.fromRegistry('local-bundling-only'),
      // CDK caches staged assets by these options, in which it cannot see the bundler's own.
      command: [options.directory, options.source, options.target],
      local: {
        tryBundle(outputDirectory: string): boolean {
          buildSync(buildOptions(options, outputDirectory));
          for (const [name, content] of Object.entries(options.files ?? {})) {
            writeFileSync(join(outputDirectory, name), content);
          }
          return true;
        },
      },
    },
  };
}

function buildOptions({ source, directory, target, external }: BundleOptions, outputDirectory: string): BuildOptions {
  return {
    stdin: { contents: source, resolveDir: directory, sourcefile: 'entry.ts', loader: 'ts' },
    absWorkingDir: directory,
    outfile: join(outputDirectory, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target,
    external: [...external],
    logLevel: 'silent',
    // A handler that ends in `.js` where this package is published and in `.ts` where it is developed.
    resolveExtensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
  };
}

/** How an entry's source names a file: absolute, and the same on every system. */
export function importable(file: string): string {
  return JSON.stringify(join(dirname(file), basename(file)).replaceAll('\\', '/'));
}
