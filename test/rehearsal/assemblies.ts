import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { synthesizeApp } from '../../lib/cli/synthesize';
import { parseScenario, type Scenario } from '../../lib/rehearsal';

const root = join(__dirname, '..', '..');

/** The resources of a template, for a test to edit. */
export type Resources = Record<string, Resource>;

interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reaches into a template that it knows
  Properties: Record<string, any>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reaches into a template that it knows
  UpdatePolicy?: Record<string, any>;
}

/** The reference application, synthesized once for a test file. */
export function storefrontApp(): () => Assembly {
  let assembly: Assembly | undefined;
  let remove = async () => {};
  beforeAll(async () => {
    const app = await synthesizeApp(root);
    remove = app.remove;
    assembly = loadAssembly(app.directory);
  }, 120_000);
  afterAll(() => remove());
  return () => {
    if (assembly === undefined) throw new Error('The reference application is not synthesized yet.');
    return assembly;
  };
}

/** A service of test/assemblies, written without Aviary. */
export function service(...path: string[]): Assembly {
  return loadAssembly(join(root, 'test', 'assemblies', ...path));
}

/** The same assembly with other templates; the assembly itself stays as it is. */
export function edited(assembly: Assembly, edit: (resources: Resources) => void): Assembly {
  const stacks = assembly.stacks.map((stack) => {
    const template = structuredClone(stack.template);
    edit(template.Resources as Resources);
    return { ...stack, template };
  });
  return { ...assembly, stacks };
}

export function ofType(resources: Resources, type: string): Resource[] {
  return Object.values(resources).filter((resource) => resource.Type === type);
}

/** A scenario file of test/rehearsals. */
export function scenarioFile(name: string): Scenario {
  const file = join('test', 'rehearsals', name);
  return parseScenario(readFileSync(join(root, file), 'utf8'), file);
}
