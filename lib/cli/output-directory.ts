import { mkdirSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../diagnostic';

/**
 * Makes the directory that an option names, before anything runs for it.
 *
 * @param option as the person wrote it, such as `--out`
 * @throws InputError where it cannot be made or written to
 */
export async function makeOutputDirectory(option: string, path: string): Promise<void> {
  try {
    makeDirectory(path);
    await access(path, constants.W_OK);
  } catch (error) {
    throw new InputError({
      id: 'command-line/output',
      severity: 'error',
      message: `${option} ${path} cannot be written to: ${(error as Error).message.split(',')[0]}.`,
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
