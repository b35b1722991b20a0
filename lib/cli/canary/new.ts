import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { InputError } from '../../diagnostic';
import type { Outcome, Terminal } from '../shell';
import { scriptOf } from './script-of-new-canary';

/** `aviary canary new NAME`: writes a script that passes at once. */
export async function newCanary(name: string, terminal: Terminal): Promise<Outcome> {
  // Synthetics' own rule, without the names that would hide a file.
  if (!/^[0-9a-z][0-9a-z_-]{0,254}$/.test(name)) {
    throw new InputError({
      id: 'canary/new-name',
      severity: 'error',
      message: `${JSON.stringify(name)} is no name of a canary: those have up to 255 lower-case letters, digits, - and _.`,
      fix: `Take another, such as ${JSON.stringify(suggestion(name))}.`,
    });
  }
  const root = projectRoot(terminal.standing);
  const file = join(root, 'canaries', `${name}.ts`);
  const shown = relative(terminal.standing, file);
  if (existsSync(file)) {
    throw new InputError({
      id: 'canary/new-exists',
      severity: 'error',
      message: `${shown} is there already.`,
      file,
      fix: 'Take another name, or remove the file.',
    });
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, scriptOf(name, { ownTypings: packageName(root) === 'aviary' }), { flag: 'wx' });
  terminal.print(
    `${terminal.colors.green('✓')} ${shown}\n  Run it: aviary canary run ${shown} --env TARGET_URL=https://example.com/`,
  );
  return { ok: true, report: { name, file } };
}

function suggestion(name: string): string {
  const mended = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/\.[cm]?[jt]s$/, '')
    .replace(/[^0-9a-z_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 255);
  return mended === '' ? 'home-page' : mended;
}

/** The nearest directory above with a package.json; without one, where the person stands. */
function projectRoot(standing: string): string {
  for (let directory = standing; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'package.json'))) return directory;
    if (dirname(directory) === directory) return standing;
  }
}

function packageName(root: string): string | undefined {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name;
  } catch {
    return undefined;
  }
}
