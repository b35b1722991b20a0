import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AssemblyStack, assetDirectory } from '../../assembly';
import { stableId } from './account';

/** Finds where code lies on this machine: in an asset of the assembly, beside the template, or written in the template. */
export class CodeLocations {
  constructor(
    private readonly stacks: () => readonly AssemblyStack[],
    /** Where code that a template holds is written to. */
    private readonly directory: string,
  ) {}

  /** Of a function (`Code`) or a canary (`Code`, whose `Script` lies in `inlineFile`). */
  of(code: unknown, logicalId: string, inlineFile: string): string | undefined {
    const inline = inlineCode(code);
    if (inline !== undefined) return this.#write(inline, inlineFile);
    for (const stack of withNested(this.stacks())) {
      const found = assetDirectory(stack, code, logicalId in stack.template.Resources ? logicalId : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #write(text: string, file: string): string {
    const directory = join(this.directory, stableId(16, text, file));
    const path = join(directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return directory;
  }
}

function inlineCode(code: unknown): string | undefined {
  if (typeof code !== 'object' || code === null) return undefined;
  if ('ZipFile' in code && typeof code.ZipFile === 'string') return code.ZipFile;
  return 'Script' in code && typeof code.Script === 'string' ? code.Script : undefined;
}

function withNested(stacks: readonly AssemblyStack[]): readonly AssemblyStack[] {
  return stacks.flatMap((stack) => [stack, ...withNested([...stack.nested.values()])]);
}
