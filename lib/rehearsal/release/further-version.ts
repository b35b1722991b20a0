import type { Template } from '../../engine/cloudformation';

/**
 * The same service, released once more: each version gets another logical id, as CDK and SAM give it when code changes,
 * and each function another description, so that Lambda publishes a further version of the same code.
 */
export function furtherVersion(
  template: Template,
  aliases: readonly { readonly functionId?: string; readonly versionId?: string }[],
): Template {
  const renamed = new Map<string, string>();
  const functions = new Set<string>();
  for (const { functionId, versionId } of aliases) {
    if (versionId !== undefined) renamed.set(versionId, `${versionId}Candidate`);
    if (functionId !== undefined) functions.add(functionId);
  }
  const resources = Object.entries(template.Resources).map(([logicalId, resource]) => {
    const rewritten = rename(resource, renamed) as typeof resource;
    const id = renamed.get(logicalId) ?? logicalId;
    if (!functions.has(logicalId)) return [id, rewritten] as const;
    const description = rewritten.Properties?.Description;
    const Description = typeof description === 'string' ? `${description} (further version)` : 'further version';
    return [id, { ...rewritten, Properties: { ...rewritten.Properties, Description } }] as const;
  });
  const rest = rename({ ...template, Resources: {} }, renamed) as Template;
  return { ...rest, Resources: Object.fromEntries(resources) };
}

/** Rewrites Ref, Fn::GetAtt, Fn::Sub and DependsOn. */
function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  const named = (id: unknown) => (typeof id === 'string' ? (names.get(id) ?? id) : id);
  if (Array.isArray(value)) return value.map((member) => rename(member, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'Ref') return [key, named(inner)];
      if (key === 'DependsOn') return [key, Array.isArray(inner) ? inner.map(named) : named(inner)];
      if (key === 'Fn::GetAtt') return [key, renameAttribute(inner, names)];
      if (key === 'Fn::Sub') return [key, renameSubstitution(inner, names)];
      return [key, rename(inner, names)];
    }),
  );
}

function renameAttribute(attribute: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof attribute === 'string') {
    const [id = '', ...rest] = attribute.split('.');
    return [names.get(id) ?? id, ...rest].join('.');
  }
  if (!Array.isArray(attribute)) return attribute;
  const [id, ...rest] = attribute as readonly unknown[];
  return [typeof id === 'string' ? (names.get(id) ?? id) : id, ...rest];
}

function renameSubstitution(substitution: unknown, names: ReadonlyMap<string, string>): unknown {
  const inText = (text: unknown) =>
    typeof text === 'string'
      ? text.replaceAll(
          /\$\{([A-Za-z0-9]+)(\.[^}]+)?\}/g,
          (_, id: string, rest = '') => `\${${names.get(id) ?? id}${rest}}`,
        )
      : text;
  if (!Array.isArray(substitution)) return inText(substitution);
  const [text, ...values] = substitution as readonly unknown[];
  return [inText(text), ...values.map((member) => rename(member, names))];
}
