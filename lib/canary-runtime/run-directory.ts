import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { alive } from './alive';
import { atExit } from './at-exit';

const prefix = 'aviary-canary-';
let swept = false;

/** Milliseconds: no run takes as long, whoever's it is (a container may share /tmp and not the numbers of processes). */
const longestRun = 3600_000;

/** Removes, once in a process, what processes left that were killed themselves: their directories name them. */
function removeAbandoned(): void {
  if (swept) return;
  swept = true;
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (Number.isNaN(owner) || alive(owner)) continue;
    const directory = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(directory).mtimeMs > longestRun) rmSync(directory, { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

/** The directory of one run: its code, its /tmp, the browser's profile. It goes away with the run. */
export class RunDirectory {
  readonly #calledOff: () => void;

  private constructor(readonly path: string) {
    this.#calledOff = atExit(() => this.#removeNow());
  }

  static async create(): Promise<RunDirectory> {
    removeAbandoned();
    const path = join(tmpdir(), `${prefix}${process.pid}-${randomBytes(6).toString('hex')}`);
    const directory = new RunDirectory(path);
    await mkdir(directory.temporary, { recursive: true });
    return directory;
  }

  /** What the script sees as /tmp. */
  get temporary(): string {
    return join(this.path, 'tmp');
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Moves what the run left in its /tmp, and returns the files, each relative to the destination. */
  async keepArtifacts(destination: string): Promise<string[]> {
    await mkdir(destination, { recursive: true });
    for (const name of await readdir(this.temporary)) {
      const [from, to] = [join(this.temporary, name), join(destination, name)];
      try {
        await rename(from, to);
      } catch {
        // Another file system, or a directory that is there already.
        await cp(from, to, { recursive: true });
      }
    }
    const entries = await readdir(destination, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(destination, join(entry.parentPath, entry.name)))
      .sort();
  }

  /** Processes of the run may still be dying: what they write meanwhile goes too. */
  async remove(): Promise<void> {
    for (let attempt = 0; existsSync(this.path) && attempt < 20; attempt++) {
      await rm(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }).catch(() => {});
    }
    this.#calledOff();
  }

  #removeNow(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}
