import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { alive } from './alive';

/**
 * Where Aviary keeps what is made once for a machine: `$XDG_CACHE_HOME/aviary`, else `~/.cache/aviary`, else (where
 * neither can be written) a directory of this user below the temporary one.
 */
export function cacheDirectory(): string {
  const base = process.env.XDG_CACHE_HOME;
  const wanted = join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'aviary');
  return writable(wanted) ? wanted : join(tmpdir(), `aviary-cache-${userInfo().uid}`);
}

/**
 * A directory of the cache, built where it is not there yet: under a lock, so that of several processes one builds and
 * the others wait, and by rename, so that what is there is whole.
 */
export async function builtOnce(name: string, build: (directory: string) => Promise<void>): Promise<string> {
  const directory = join(cacheDirectory(), name);
  if (existsSync(directory)) return directory;
  await mkdir(dirname(directory), { recursive: true });
  const release = await lock(`${directory}.lock`);
  try {
    if (existsSync(directory)) return directory;
    const unfinished = `${directory}.${process.pid}-${randomBytes(4).toString('hex')}`;
    try {
      await mkdir(unfinished);
      await build(unfinished);
      await rename(unfinished, directory);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    return directory;
  } finally {
    await release();
  }
}

/** Milliseconds after which whoever holds a lock has forgotten it: its process may have died and its number be another's. */
const longestBuild = 5 * 60_000;

/** Takes the lock or waits for it; one whose process has died is taken over. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
    const takenAt = await stat(file).then(({ mtimeMs }) => mtimeMs, Date.now);
    const abandoned = (holder > 0 && !alive(holder)) || Date.now() - takenAt > longestBuild;
    if (abandoned) await rm(file, { force: true });
    else await pause(50);
  }
}

function writable(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
