import type { Assembly } from '../assembly';
import { InputError } from '../diagnostic';
import type { Terminal } from './shell';

/** How a person names what a command looks at; neither: the app of the directory, synthesized. */
export interface AssemblyOptions {
  /** A cloud assembly's directory. */
  readonly assembly?: string;
  /** One CloudFormation template. */
  readonly template?: string;
}

/**
 * Loads what `--assembly` or `--template` names, or synthesizes the app of the directory, for the length of `work`.
 * @throws InputError where there is nothing to load
 */
export async function withAssembly<T>(
  options: AssemblyOptions,
  terminal: Terminal,
  work: (assembly: Assembly) => Promise<T>,
): Promise<T> {
  const { loadAssembly } = require('../assembly') as typeof import('../assembly');
  const { assembly, template } = options;
  if (assembly !== undefined && template !== undefined)
    throw new InputError({
      id: 'cli/options',
      severity: 'error',
      message: '--assembly and --template are both given.',
      fix: 'Give one of them.',
    });
  const named = assembly ?? template;
  if (named !== undefined) return work(loadAssembly(terminal.resolve(named)));
  const { synthesizeApp } = require('./synthesize') as typeof import('./synthesize');
  terminal.live('Synthesizing the app …');
  const app = await synthesizeApp(terminal.standing, terminal.signal);
  try {
    terminal.live('');
    return await work(loadAssembly(app.directory));
  } finally {
    await app.remove();
  }
}
