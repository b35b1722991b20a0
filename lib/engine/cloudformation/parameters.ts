import { asText } from './functions';
import { type ParameterDefinition, type Template, TemplateError } from './template';

export interface ParameterValues {
  /** Strings; lists for CommaDelimitedList and `List<…>`. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  /** Names of parameters whose value lives in SSM and for which a stand-in was used. */
  readonly standIns: readonly string[];
}

/**
 * The values of a template's parameters: what is given, else the default.
 * `AWS::SSM::Parameter::Value<…>` takes its value from `ssm`; where that knows none, `ssm:` and the parameter's name stand in.
 * @throws TemplateError in CloudFormation's words: a parameter without value, an unknown one, a value that is not allowed.
 */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>> = {},
  ssm: (name: string) => string | undefined = () => undefined,
): ParameterValues {
  const definitions = Object.entries(template.Parameters ?? {});
  const unknown = Object.keys(given).filter((name) => template.Parameters?.[name] === undefined);
  if (unknown.length > 0) {
    throw new TemplateError(
      `Parameters: [${unknown.join(', ')}] do not exist in the template`,
      ['Parameters'],
      'Leave these parameters out, or add them to the template.',
    );
  }
  const missing = definitions.filter(([name, d]) => given[name] === undefined && d.Default === undefined);
  if (missing.length > 0) {
    throw new TemplateError(
      `Parameters: [${missing.map(([name]) => name).join(', ')}] must have values`,
      ['Parameters'],
      'Give these parameters values, or defaults in the template.',
    );
  }
  const standIns: string[] = [];
  const values = definitions.map(([name, definition]) => {
    const text = given[name] ?? defaultText(definition);
    check(name, definition, text);
    if (!definition.Type.startsWith('AWS::SSM::Parameter::Value<'))
      return [name, typed(definition.Type, text)] as const;
    const stored = ssm(text);
    if (stored === undefined) standIns.push(name);
    return [name, typed(definition.Type.slice(27, -1), stored ?? `ssm:${text}`)] as const;
  });
  return { values: Object.fromEntries(values), standIns };
}

function defaultText({ Default }: ParameterDefinition): string {
  return Array.isArray(Default) ? Default.join(',') : (asText(Default) ?? '');
}

function typed(type: string, text: string): string | readonly string[] {
  const list = type === 'CommaDelimitedList' || type.startsWith('List<');
  if (!list) return text;
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

function check(name: string, definition: ParameterDefinition, text: string): void {
  const { AllowedValues, AllowedPattern, Type } = definition;
  const items = [typed(Type, text)].flat();
  const fail = (rule: string, fix: string) =>
    new TemplateError(`Parameter '${name}' ${rule}`, ['Parameters', name], `${fix} Found: ${JSON.stringify(text)}.`);
  if (AllowedValues !== undefined && !items.every((item) => AllowedValues.map(asText).includes(item))) {
    throw fail('must be one of AllowedValues', `Choose one of ${AllowedValues.map(asText).join(', ')}.`);
  }
  if (AllowedPattern !== undefined && !items.every((item) => new RegExp(`^(?:${AllowedPattern})$`).test(item))) {
    throw fail(`must match pattern ${AllowedPattern}`, 'Give a value of this pattern.');
  }
  if (
    (Type === 'Number' || Type === 'List<Number>') &&
    items.some((item) => item === '' || Number.isNaN(Number(item)))
  ) {
    throw fail('must be a number', 'Give a number.');
  }
}
