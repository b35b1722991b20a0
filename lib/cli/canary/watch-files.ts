import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Resolves when one of the files changes, or has changed since a time (ms since the epoch), or the signal is aborted.
 * Editors that replace files are seen too.
 */
export function nextChange(files: readonly string[], since: number, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const watchers: FSWatcher[] = [];
    let settling: NodeJS.Timeout | undefined;
    const end = (changed?: string) => {
      clearTimeout(settling);
      for (const watcher of watchers) watcher.close();
      signal.removeEventListener('abort', abort);
      resolve(changed);
    };
    const abort = () => end();
    if (signal.aborted) return resolve(undefined);
    signal.addEventListener('abort', abort);
    const names = new Map<string, Set<string>>();
    for (const file of files) names.set(dirname(file), (names.get(dirname(file)) ?? new Set()).add(basename(file)));
    for (const [directory, watched] of names) {
      const watcher = watch(directory, (_, name) => {
        if (name === null || !watched.has(name)) return;
        // An editor writes in several strokes: the last one counts.
        clearTimeout(settling);
        settling = setTimeout(() => end(name), 80);
      });
      watchers.push(watcher);
    }
    // Saved while the run went on, before anybody watched.
    const saved = files.find((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since);
    if (saved !== undefined) end(basename(saved));
  });
}
