import type { AssemblyStack } from '../../assembly';
import { InputError } from '../../diagnostic';
import type { Template } from '../../engine/cloudformation';
import type { Scenario } from '../scenario';
import type { Notes } from '../world/notes';

type Parameter = NonNullable<Template['Parameters']>[string];

/**
 * The values that a stack's parameters get: the assembly's, the scenario's, and for ids of resources that lie outside of the
 * rehearsal, secrets and SSM parameters an assumed one where nobody gives a value.
 * @throws InputError for a parameter that needs a value and has none
 */
export function stackParameters(
  stack: AssemblyStack,
  scenario: Scenario,
  notes: Notes,
): Readonly<Record<string, string>> {
  const definitions = Object.entries(stack.template.Parameters ?? {});
  const given: Readonly<Record<string, string>> = { ...stack.parameters, ...scenario.parameters };
  const values = definitions.flatMap(([name, parameter]): [string, string][] => {
    const value = given[name];
    const assumed = value ?? assumedValue(name, parameter);
    if (value === undefined && assumed !== undefined) {
      notes.assume({
        name: `parameter ${name}`,
        value: assumed,
        why: 'The template gives it no value, and what it names lies outside of the rehearsal; `parameters` in the scenario says otherwise.',
      });
    } else if (isStored(parameter) && isUsed(name, stack.template)) {
      notes.assume({
        name: `parameter ${name}`,
        value: `ssm:${value ?? String(parameter.Default)}`,
        why: 'Its value lies in SSM Parameter Store: this text stands in.',
      });
    }
    return assumed === undefined ? [] : [[name, assumed]];
  });
  const missing = definitions.filter(
    ([name, { Default }]) => Default === undefined && !values.some(([known]) => known === name),
  );
  if (missing.length > 0) throw new InputError(...missing.map(([name]) => withoutValue(stack, name)));
  return Object.fromEntries(values);
}

/**
 * Parameters that no stack has would change nothing in silence.
 * @throws InputError for each of them
 */
export function refuseUnknownParameters(stacks: readonly AssemblyStack[], { parameters, file }: Scenario): void {
  const known = new Set(stacks.flatMap(({ template }) => Object.keys(template.Parameters ?? {})));
  const unknown = Object.keys(parameters).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new InputError(
    ...unknown.map((name) => ({
      id: 'scenario/unknown-parameter',
      severity: 'error' as const,
      message: `The scenario gives a value to the parameter "${name}", which no template has.`,
      ...(file === undefined ? {} : { file }),
      path: `parameters.${name}`,
      fix: known.size === 0 ? 'Remove it: the templates have no parameters.' : `Name one of: ${[...known].join(', ')}.`,
    })),
  );
}

const isStored = ({ Type }: Parameter) => Type.startsWith('AWS::SSM::Parameter::Value<');

/** CDK's `BootstrapVersion` is a parameter for its rule alone. */
function isUsed(name: string, { Resources, Outputs, Conditions }: Template): boolean {
  const text = JSON.stringify([Resources, Outputs, Conditions]);
  return text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`);
}

/** Beginnings of ids, by the type of parameter. */
const ids: Readonly<Record<string, string>> = {
  'AWS::EC2::VPC::Id': 'vpc',
  'AWS::EC2::Subnet::Id': 'subnet',
  'AWS::EC2::SecurityGroup::Id': 'sg',
  'AWS::EC2::Image::Id': 'ami',
  'AWS::EC2::Instance::Id': 'i',
  'AWS::EC2::Volume::Id': 'vol',
  'AWS::Route53::HostedZone::Id': 'Z',
};

/** A value where any will do: undefined where the template's meaning may hang on it. */
function assumedValue(name: string, { Type, Default, NoEcho }: Parameter): string | undefined {
  if (Default !== undefined) return undefined;
  if (Type.startsWith('AWS::SSM::Parameter::')) return `/${name}`;
  const single = /^List<(AWS::.+)>$/.exec(Type)?.[1] ?? Type;
  if (single.startsWith('AWS::')) return `${ids[single] ?? name}-0123456789abcdef0`;
  return NoEcho === true || NoEcho === 'true' ? `${name}-not-given` : undefined;
}

function withoutValue({ templateFile, positionOf }: AssemblyStack, name: string) {
  return {
    id: 'rehearsal/parameter-without-value',
    severity: 'error' as const,
    message: `The parameter ${name} has no value: the template has no Default for it.`,
    file: templateFile,
    ...positionOf(['Parameters', name]),
    path: `Parameters.${name}`,
    fix: `Give it one in the scenario, parameters: { ${name}: … }, or a Default in the template.`,
  };
}
