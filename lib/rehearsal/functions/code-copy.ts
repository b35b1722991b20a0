import {
  constants,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';

/** A private copy of a version's code, which can tell what was written into it. */
export class CodeCopy {
  readonly #before: ReadonlyMap<string, string>;

  private constructor(readonly directory: string) {
    this.#before = fingerprints(directory);
  }

  /**
   * @param code a directory, a zip file or one source file
   * @throws where the code is not there, or is no zip file
   */
  static make(code: string, directory: string): CodeCopy {
    mkdirSync(directory, { recursive: true });
    if (statSync(code).isDirectory()) {
      cpSync(code, directory, { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE });
    } else if (extname(code) === '.zip') {
      unpack(code, directory);
    } else {
      copyFileSync(code, join(directory, extname(code) === '.mjs' ? 'index.mjs' : 'index.js'));
    }
    return new CodeCopy(directory);
  }

  /** Files that were written, added or removed since the copy was made, as sentences. */
  changes(): string[] {
    const after = fingerprints(this.directory);
    const changes: string[] = [];
    for (const [file, fingerprint] of after) {
      const before = this.#before.get(file);
      if (before === undefined) changes.push(`created ${file}`);
      else if (before !== fingerprint) changes.push(`changed ${file}`);
    }
    for (const file of this.#before.keys()) if (!after.has(file)) changes.push(`deleted ${file}`);
    return changes;
  }
}

function unpack(zip: string, directory: string): void {
  for (const [name, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    const target = resolve(directory, name);
    if (!target.startsWith(resolve(directory) + sep)) throw new Error(`${zip} holds ${name}, which lies outside of it`);
    if (name.endsWith('/')) {
      mkdirSync(target, { recursive: true });
    } else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
}

/** Size and time of change of every file: a write of the same bytes is a write too, since `/var/task` is read-only. */
function fingerprints(directory: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        visit(path);
      } else {
        const { size, mtimeMs } = lstatSync(path);
        found.set(relative(directory, path), `${size} ${mtimeMs}`);
      }
    }
  };
  visit(directory);
  return found;
}
