import { mkdirSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../../diagnostic';

/**
 * Makes the directory that artifacts are kept in, before anything runs for them.
 *
 * @throws InputError where it cannot be made or written to
 */
export async function makeArtifactsDirectory(path: string): Promise<void> {
  try {
    makeDirectory(path);
    await access(path, constants.W_OK);
  } catch (error) {
    throw new InputError({
      id: 'canary/out',
      severity: 'error',
      message: `--out ${path} cannot be written to: ${(error as Error).message.split(',')[0]}.`,
      fix: 'Name a directory that is there, or that can be made.',
    });
  }
}

/** One directory at a time: Node's `recursive` asks for ever where a file system takes none, as /proc. */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(path) !== path) makeDirectory(dirname(path));
  mkdirSync(path);
}
