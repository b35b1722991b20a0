import { InputError } from '../../diagnostic';
import type { Template } from '../../engine/cloudformation';
import type { GuardedAlias } from './guarded-alias';

/**
 * The same service, released once more: each version gets another logical id, as CDK and SAM give it when code changes,
 * and each function another description, so that Lambda publishes a further version of the same code.
 * @throws InputError where an alias points to a version that no resource of the template publishes
 */
export function furtherVersion(
  template: Template,
  aliases: readonly (Pick<GuardedAlias, 'functionId' | 'versionId'> & Partial<GuardedAlias>)[],
): Template {
  const renamed = new Map<string, string>();
  const functions = new Set<string>();
  for (const alias of aliases) {
    const { functionId, versionId } = alias;
    if (versionId === undefined) throw noVersion(alias);
    renamed.set(versionId, `${versionId}Candidate`);
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

function noVersion({ logicalId = '', stack }: Partial<GuardedAlias>): InputError {
  const place = ['Resources', logicalId, 'Properties', 'FunctionVersion'];
  return new InputError({
    id: 'rehearsal/no-version',
    severity: 'error',
    message: `${logicalId} points to a version that no AWS::Lambda::Version of the template publishes: the same template gives no further version to rehearse.`,
    ...(stack === undefined ? {} : { file: stack.templateFile, ...stack.positionOf(place) }),
    path: place.join('.'),
    fix: 'Name what serves now with --baseline, or have FunctionVersion follow an AWS::Lambda::Version (Fn::GetAtt … Version).',
  });
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
