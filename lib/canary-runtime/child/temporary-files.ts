import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Which parameters of a function of `fs` are paths. */
const firstIsPath = [
  'access',
  'appendFile',
  'chmod',
  'chown',
  'createReadStream',
  'createWriteStream',
  'exists',
  'lchmod',
  'lchown',
  'lstat',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'open',
  'openAsBlob',
  'opendir',
  'readdir',
  'readFile',
  'readlink',
  'realpath',
  'rm',
  'rmdir',
  'stat',
  'statfs',
  'truncate',
  'unlink',
  'unwatchFile',
  'utimes',
  'watch',
  'watchFile',
  'writeFile',
]; // prettier-ignore
const firstTwoArePaths = ['copyFile', 'cp', 'link', 'rename', 'symlink'];

/** Where a path lies for the script: below `/tmp`, in the run's own directory. */
export type TemporaryPath = (path: string) => string;

/**
 * @param directory what stands for /tmp
 * @param untouched paths below the real /tmp that stay what they are: the run's own files, caches, preloads
 */
export function temporaryPath(directory: string, untouched: readonly string[]): TemporaryPath {
  const below = (path: string, root: string) =>
    path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
  return (path) =>
    below(path, '/tmp') && !untouched.some((root) => below(path, root)) ? directory + path.slice('/tmp'.length) : path;
}

/**
 * Gives the script a /tmp of its own: every function of `fs` that is told a path below `/tmp`, and `process.chdir`,
 * takes the run's directory instead. What it leaves there becomes artifacts, as on AWS.
 */
export function mapTemporaryDirectory(own: TemporaryPath): void {
  const mapped = (path: unknown): unknown => {
    const text = path instanceof URL && path.protocol === 'file:' ? decodeURIComponent(path.pathname) : path;
    if (typeof text !== 'string') return path;
    const place = own(text);
    return place === text ? path : place;
  };
  const patch = (owner: object, names: readonly string[], paths: number) => {
    const functions = owner as Record<string, unknown>;
    for (const name of names) {
      const original = functions[name];
      if (typeof original !== 'function') continue;
      const wrapped = function (this: unknown, ...parameters: unknown[]) {
        for (let index = 0; index < paths; index++) parameters[index] = mapped(parameters[index]);
        return Reflect.apply(original, this, parameters);
      };
      // realpath.native, custom promisify symbols
      Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
      functions[name] = wrapped;
    }
  };
  const sync = (names: readonly string[]) => names.map((name) => `${name}Sync`);
  patch(fs, [...firstIsPath, ...sync(firstIsPath)], 1);
  patch(fs, [...firstTwoArePaths, ...sync(firstTwoArePaths)], 2);
  patch(fs.promises, firstIsPath, 1);
  patch(fs.promises, firstTwoArePaths, 2);
  patch(process, ['chdir'], 1);
  syncBuiltinESMExports();
}
