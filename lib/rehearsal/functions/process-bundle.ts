import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { buildSync } from 'esbuild';

const bundles = new Map<string, string>();

/**
 * Writes code that runs in another process as one CommonJS file, so that it runs alike from TypeScript source and from
 * a build, without a loader and without this package's node_modules.
 *
 * @param entry absolute path without extension; the extension is that of this file (`.ts` in source, `.js` in a build)
 * @param file where to write it
 * @param configuration what the code finds in `AVIARY_CONFIGURATION`
 */
export function writeProcessBundle(entry: string, file: string, configuration: unknown = undefined): void {
  let code = bundles.get(entry);
  if (code === undefined) {
    const result = buildSync({
      entryPoints: [entry + extname(__filename)],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      target: 'node18',
      logLevel: 'silent',
    });
    code = result.outputFiles[0]?.text ?? '';
    bundles.set(entry, code);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `const AVIARY_CONFIGURATION = ${JSON.stringify(configuration ?? null)};\n${code}`);
}

/** The path of a source file of this package, without its extension. */
export function sourcePath(...segments: string[]): string {
  return join(__dirname, ...segments);
}
