import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { InputError } from '../../diagnostic';
import type { Terminal } from '../shell';
import type { CanarySource } from './canary';
import { templateCanaries } from './template-canaries';

export interface FindOptions {
  readonly handler?: string;
  readonly name?: string;
}

const script = /\.[cm]?[jt]s$/;
const notScript = /\.(?:d\.[cm]?ts|(?:test|spec)\.[cm]?[jt]s)$/;

/**
 * The canaries that a person names: scripts, directories of scripts, code as Synthetics takes it (a directory or a
 * zip), cloud assemblies and templates.
 *
 * @throws InputError with a finding for each name that is none of them
 */
export function findCanaries(named: readonly string[], options: FindOptions, terminal: Terminal): CanarySource[] {
  const findings: InputError[] = [];
  const found = named.flatMap((name) => {
    try {
      return canariesAt(terminal.resolve(name), options, terminal);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      findings.push(error);
      return [];
    }
  });
  if (findings.length > 0) throw new InputError(...findings.flatMap(({ diagnostics }) => diagnostics));
  if (options.name === undefined) return unique(found);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return [{ ...only, name: options.name }];
  const chosen = found.filter(({ name }) => name === options.name);
  if (chosen.length > 0) return chosen;
  throw new InputError({
    id: 'canary/name',
    severity: 'error',
    message: `--name ${options.name} is none of the ${found.length} canaries found: ${found.map(({ name }) => name).join(', ')}.`,
    fix: 'Name one of them, or a single script.',
  });
}

function canariesAt(path: string, options: FindOptions, terminal: Terminal): CanarySource[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  const title = relative(terminal.standing, path) || '.';
  if (stat === undefined) {
    throw new InputError({
      id: 'canary/missing',
      severity: 'error',
      message: `There is no ${title}.`,
      file: path,
      fix: 'Name a canary script, a directory of them, or a zip. `aviary canary new NAME` writes a script.',
    });
  }
  if (stat.isFile() && script.test(path)) return [scriptCanary(path, title, options)];
  if (stat.isFile() && extname(path) === '.zip') return [codeCanary(path, title, options)];
  if (stat.isFile() || existsSync(join(path, 'manifest.json'))) return templateCanaries(path);
  if (holdsCode(path, options.handler)) return [codeCanary(path, title, options)];
  const found = readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const [inside, insideTitle] = [join(path, entry.name), join(title, entry.name)];
      if (entry.isDirectory()) return canaryIn(inside, insideTitle, options);
      return script.test(entry.name) && !notScript.test(entry.name) ? [scriptCanary(inside, insideTitle, options)] : [];
    });
  if (found.length > 0) return found;
  throw new InputError({
    id: 'canary/empty',
    severity: 'error',
    message: `${title} holds no canary script (.ts, .js, .mjs) and no canary's code.`,
    file: path,
    fix: '`aviary canary new NAME` writes a script.',
  });
}

/** A directory among scripts: a canary's code, or a script named index. */
function canaryIn(directory: string, title: string, options: FindOptions): CanarySource[] {
  if (holdsCode(directory, options.handler)) return [codeCanary(directory, title, options)];
  const index = ['index.ts', 'index.mts'].find((name) => existsSync(join(directory, name)));
  return index === undefined ? [] : [scriptCanary(join(directory, index), join(title, index), options)];
}

/** A directory that is one canary's code, and no collection of scripts. */
function holdsCode(directory: string, handler: string | undefined): boolean {
  if (existsSync(join(directory, 'nodejs', 'node_modules'))) return true;
  const module = handler?.includes('.') ? handler.slice(0, handler.lastIndexOf('.')) : 'index';
  return ['js', 'mjs', 'cjs'].some((extension) => existsSync(join(directory, `${module}.${extension}`)));
}

function scriptCanary(path: string, title: string, { handler = 'handler' }: FindOptions): CanarySource {
  const file = basename(path).replace(script, '');
  return canaryOf(path, title, handler, file, file === 'index' ? basename(dirname(path)) : file);
}

function codeCanary(path: string, title: string, { handler = onlyHandler(path) }: FindOptions): CanarySource {
  return canaryOf(path, title, handler, basename(path).replace(/\.zip$/, ''));
}

/** A canary without a template: its name and its baseline follow from its file's. */
function canaryOf(path: string, title: string, handler: string, file: string, named = file): CanarySource {
  return {
    name: canaryName(named),
    code: path,
    handler,
    title,
    environment: {},
    baselineDirectory: join(dirname(path), `${file}.baseline`),
    warnings: [],
  };
}

/** `index.handler`, unless the code is a layer of a single script with another name. */
function onlyHandler(path: string): string {
  const layer = join(path, 'nodejs', 'node_modules');
  if (!existsSync(layer)) return 'index.handler';
  const scripts = readdirSync(layer).filter((name) => /\.[cm]?js$/.test(name));
  const [only, ...others] = scripts;
  return only === undefined || others.length > 0 ? 'index.handler' : `${only.replace(/\.[cm]?js$/, '')}.handler`;
}

/** A name that Synthetics takes: lower-case letters, digits, `-` and `_`. */
function canaryName(stem: string): string {
  const name = stem
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^0-9a-z_-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'canary' : name;
}

/** Equal names get their directories, so that their artifacts do not mix. */
function unique(canaries: readonly CanarySource[]): CanarySource[] {
  return canaries.map((canary) => {
    const alike = canaries.filter(({ name }) => name === canary.name);
    if (alike.length === 1) return canary;
    const directory = dirname(canary.title).split(sep).at(-1) ?? '';
    const prefixed = canaryName(`${directory}-${canary.name}`);
    return { ...canary, name: alike.indexOf(canary) === 0 ? canary.name : prefixed };
  });
}
