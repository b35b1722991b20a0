import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { Script } from 'node:vm';

/**
 * Loads a large CommonJS bundle with V8's code cache beside it, which halves the time that it takes. The cache is
 * written by whoever comes first and is made anew where this Node refuses it.
 */
export function loadCompiled(file: string): { readonly exports: unknown; keep(): void } {
  // V8 refuses the cache of another version, and of other flags.
  const cache = `${file}.${[process.version, ...process.execArgv].join('').replace(/[^\w.]+/g, '-')}.cache`;
  const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
  const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file, ...(cachedData && { cachedData }) });
  const module = { exports: {} as unknown };
  script.runInThisContext()(module.exports, createRequire(file), module, file, '.');
  return {
    exports: module.exports,
    /** Called at the end of a run, when the functions that a run needs have been compiled. */
    keep() {
      if (cachedData !== undefined && script.cachedDataRejected !== true) return;
      const unfinished = `${cache}.${process.pid}`;
      try {
        writeFileSync(unfinished, script.createCachedData());
        renameSync(unfinished, cache);
      } catch {
        // A cache that cannot be written costs time, nothing else.
      }
    },
  };
}
