import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** The directory of one run: its code, its /tmp, the browser's profile. It goes away with the run. */
export class RunDirectory {
  private constructor(readonly path: string) {}

  static async create(): Promise<RunDirectory> {
    const path = join(tmpdir(), `aviary-canary-${randomBytes(6).toString('hex')}`);
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
  }

  removeNow(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}
