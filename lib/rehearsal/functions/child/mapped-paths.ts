import fs from 'node:fs';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The functions of `fs` whose first argument is a path; most of them exist with `Sync` and as promises too. */
const onePath = [
  ...['access', 'appendFile', 'chmod', 'chown', 'exists', 'lchmod', 'lchown', 'lstat', 'lutimes', 'mkdir', 'mkdtemp'],
  ...['open', 'openAsBlob', 'opendir', 'readFile', 'readdir', 'readlink', 'realpath', 'rm', 'rmdir', 'stat', 'statfs'],
  ...['truncate', 'unlink', 'unwatchFile', 'utimes', 'watch', 'watchFile', 'writeFile'],
  ...['createReadStream', 'createWriteStream'],
];
const twoPaths = ['copyFile', 'cp', 'link', 'rename', 'symlink'];

type AnyFunction = (this: unknown, ...values: unknown[]) => unknown;
type Mapping = (value: unknown) => unknown;

/**
 * Gives Lambda's own paths their meaning in everything that goes through `fs`: `/tmp` is a directory of this
 * environment alone, `/var/task` the copy of the code, `/opt` the layers.
 *
 * @param directories what each path means: `{ '/tmp': '…' }`
 * @param unmapped paths below these keep their meaning: the copy of the code may itself lie below `/tmp`
 * @returns what removes a directory by its real path, whatever is mapped
 */
export function mapPaths(
  directories: Readonly<Record<string, string>>,
  unmapped: readonly string[],
): (directory: string) => void {
  const { rmSync } = fs;
  const map: Mapping = (value) => {
    const path = asPath(value);
    if (path === undefined) return value;
    const absolute = resolve(path);
    if (unmapped.some((own) => absolute === own || absolute.startsWith(own + sep))) return value;
    for (const [from, to] of Object.entries(directories)) {
      if (absolute !== from && !absolute.startsWith(`${from}/`)) continue;
      return to + absolute.slice(from.length) + (path.endsWith('/') ? '/' : '');
    }
    return value;
  };
  for (const module of [fs, fs.promises] as unknown as Record<string, AnyFunction | undefined>[]) {
    for (const name of [...onePath, ...twoPaths]) {
      for (const variant of [name, `${name}Sync`]) {
        const original = module[variant];
        if (typeof original === 'function') module[variant] = wrap(original, map, twoPaths.includes(name) ? 2 : 1);
      }
    }
  }
  return (directory) => rmSync(directory, { recursive: true, force: true });
}

function wrap(original: AnyFunction, map: Mapping, paths: number): AnyFunction {
  const wrapper = mapping(original, map, paths);
  // `realpath.native`, and what `util.promisify` looks for.
  for (const key of ['native', promisify.custom]) {
    const member = (original as unknown as Record<PropertyKey, unknown>)[key];
    if (typeof member !== 'function') continue;
    Object.defineProperty(wrapper, key, { value: mapping(member as AnyFunction, map, paths), writable: true });
  }
  return wrapper;
}

function mapping(original: AnyFunction, map: Mapping, paths: number): AnyFunction {
  return function (this: unknown, ...values) {
    for (let i = 0; i < paths; i++) values[i] = map(values[i]);
    return original.apply(this, values);
  };
}

function asPath(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString();
  if (value instanceof URL && value.protocol === 'file:') return fileURLToPath(value);
  return undefined;
}
