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

/**
 * Makes `/tmp` mean a directory of this environment's own in everything that goes through `fs`. Paths of the pool (the
 * code itself may lie below `/tmp`) keep their meaning.
 *
 * @returns what removes a directory by its real path, whatever is mapped
 */
export function mapTemporaryDirectory(temporaryDirectory: string, poolDirectory: string): (directory: string) => void {
  const { rmSync } = fs;
  const own = (path: string) => path === poolDirectory || path.startsWith(poolDirectory + sep);
  const mapped = (value: unknown): unknown => {
    const path = asPath(value);
    if (path === undefined) return value;
    const absolute = resolve(path);
    if (absolute !== '/tmp' && !absolute.startsWith('/tmp/')) return value;
    return own(absolute) ? value : temporaryDirectory + absolute.slice('/tmp'.length) + (path.endsWith('/') ? '/' : '');
  };
  const modules = [fs, fs.promises] as unknown as Record<string, AnyFunction | undefined>[];
  for (const module of modules) {
    for (const name of [...onePath, ...twoPaths]) {
      for (const variant of [name, `${name}Sync`]) {
        const original = module[variant];
        if (typeof original === 'function') module[variant] = wrap(original, mapped, twoPaths.includes(name) ? 2 : 1);
      }
    }
  }
  return (directory) => rmSync(directory, { recursive: true, force: true });
}

function wrap(original: AnyFunction, mapped: (value: unknown) => unknown, paths: number): AnyFunction {
  const wrapper = mapping(original, mapped, paths);
  // `realpath.native`, and what `util.promisify` looks for.
  for (const key of ['native', promisify.custom]) {
    const member = (original as unknown as Record<PropertyKey, unknown>)[key];
    if (typeof member !== 'function') continue;
    Object.defineProperty(wrapper, key, { value: mapping(member as AnyFunction, mapped, paths), writable: true });
  }
  return wrapper;
}

function mapping(original: AnyFunction, mapped: (value: unknown) => unknown, paths: number): AnyFunction {
  return function (this: unknown, ...values) {
    for (let i = 0; i < paths; i++) values[i] = mapped(values[i]);
    return original.apply(this, values);
  };
}

function asPath(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString();
  if (value instanceof URL && value.protocol === 'file:') return fileURLToPath(value);
  return undefined;
}
