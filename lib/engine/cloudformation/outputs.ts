import { asText } from './functions';
import { undefinedInGetAtt, unresolved } from './graph';
import { type ConditionOf, mentionsIn } from './references';
import type { Resolver } from './resolver';
import type { Template } from './template';

/** The outputs of a template whose resources stand, and what it exports. */
export function outputsOf(
  template: Template,
  resolver: Resolver,
): { outputs: Readonly<Record<string, unknown>>; exports: Readonly<Record<string, string>> } {
  const entries = Object.entries(template.Outputs ?? {}).filter(
    ([name, { Condition }]) => Condition === undefined || resolver.condition(Condition, ['Outputs', name, 'Condition']),
  );
  const values = entries.map(([name, output]) => ({
    name,
    value: resolver.resolve(output.Value, ['Outputs', name, 'Value']),
    exportName: asText(resolver.resolve(output.Export?.Name, ['Outputs', name, 'Export', 'Name'])),
  }));
  return {
    outputs: Object.fromEntries(values.map(({ name, value }) => [name, value])),
    exports: Object.fromEntries(
      values.flatMap(({ value, exportName }) => (exportName === undefined ? [] : [[exportName, asText(value) ?? '']])),
    ),
  };
}

/** @throws TemplateError where an output refers to a resource that is not there */
export function checkOutputs(template: Template, present: ReadonlySet<string>, condition: ConditionOf): void {
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition !== undefined && condition(output.Condition) === false) continue;
    for (const mention of mentionsIn(output, ['Outputs', name], condition)) {
      if (present.has(mention.name)) continue;
      if (mention.kind === 'Fn::GetAtt') throw undefinedInGetAtt(mention.name, mention.path);
      if (template.Parameters?.[mention.name] === undefined) throw unresolved(mention.name, mention.path, 'Outputs');
    }
  }
}
