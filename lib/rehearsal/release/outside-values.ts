import { basename } from 'node:path';
import type { AssemblyStack } from '../../assembly';
import type { Notes } from '../world/notes';

/**
 * A value for an export that no stack of the assembly has: another team's stack has it, in the account. Its name stands in.
 * @returns undefined where a stack of the assembly exports it, and is not there yet
 */
export function assumedImport(name: string, stacks: readonly AssemblyStack[], notes: Notes): string | undefined {
  if (stacks.some(({ template }) => exportsOf(template.Outputs).includes(name))) return undefined;
  notes.assume({
    name: `import ${name}`,
    value: name,
    why: 'No stack of the assembly exports it: it is taken to come from another one, and its name stands in for its value.',
  });
  return name;
}

/** SAM's transform is expanded; of AWS::LanguageExtensions, the functions are known; the hook of CodeDeployBlueGreen is played. */
const played = ['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions', 'AWS::CodeDeployBlueGreen'];

/** Macros change a template before CloudFormation reads it: nobody runs them here. */
export function noteTransforms({ template, templateFile }: AssemblyStack, notes: Notes): void {
  const names = [template.Transform ?? []]
    .flat()
    .map((one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const inside = [...JSON.stringify(template.Resources).matchAll(/"Fn::Transform":\{"Name":"([^"]+)"/g)].map(
    ([, name = '']) => name,
  );
  for (const name of new Set([...names, ...inside].filter((one) => !played.includes(one)))) {
    notes.find(
      `The transform ${name} of ${basename(templateFile)} is not run here: what it would add or change is missing. Give the ` +
        'processed template (`aws cloudformation get-template --template-stage Processed`).',
    );
  }
}

function exportsOf(outputs: unknown): readonly unknown[] {
  return typeof outputs === 'object' && outputs !== null
    ? Object.values(outputs).map((output: { readonly Export?: { readonly Name?: unknown } }) => output?.Export?.Name)
    : [];
}

/** `{{resolve:ssm:…}}` and its like name values outside of the template: the text itself is what functions get. */
export function noteDynamicReferences({ template, nested }: AssemblyStack, notes: Notes): void {
  for (const child of nested.values()) noteDynamicReferences(child, notes);
  for (const [reference] of JSON.stringify(template).matchAll(/\{\{resolve:[^}"]+\}\}/g)) {
    notes.assume({ name: reference, value: 'this text', why: 'Its value lies outside of the template.' });
  }
}
