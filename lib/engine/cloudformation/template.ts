import { z } from 'zod';

const properties = z.record(z.string(), z.unknown());

const resource = z.looseObject({
  Type: z.string(),
  Properties: properties.optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
  CreationPolicy: properties.optional(),
  UpdatePolicy: properties.optional(),
  DeletionPolicy: z.unknown().optional(),
  UpdateReplacePolicy: z.unknown().optional(),
  Metadata: properties.optional(),
});

const parameter = z.looseObject({
  Type: z.string(),
  Default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  AllowedValues: z.array(z.unknown()).optional(),
  AllowedPattern: z.string().optional(),
  Description: z.string().optional(),
  NoEcho: z.unknown().optional(),
});

const output = z.looseObject({
  Value: z.unknown(),
  Condition: z.string().optional(),
  Export: z.looseObject({ Name: z.unknown() }).optional(),
});

const template = z.looseObject({
  Resources: z.record(z.string(), resource),
  Parameters: z.record(z.string(), parameter).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).optional(),
  Conditions: z.record(z.string(), z.unknown()).optional(),
  Outputs: z.record(z.string(), output).optional(),
  Rules: z.record(z.string(), z.unknown()).optional(),
  Transform: z.unknown().optional(),
  Hooks: z.unknown().optional(),
  Metadata: properties.optional(),
});

/** A CloudFormation template whose shape has been checked; intrinsic functions in it are not resolved. */
export type Template = Readonly<z.infer<typeof template>>;
/** One resource of a template, as written. */
export type ResourceDefinition = Readonly<z.infer<typeof resource>>;
export type ParameterDefinition = Readonly<z.infer<typeof parameter>>;

/** A template that CloudFormation would refuse. `path` leads to the place, such as `['Resources', 'Api', 'Type']`. */
export class TemplateError extends Error {
  constructor(
    message: string,
    readonly path: readonly string[] = [],
    /** One sentence: how to mend it. */
    readonly fix: string = 'Correct the template at this place.',
  ) {
    super(message);
    this.name = 'TemplateError';
  }
}

/**
 * Checks the shape of a template. What CloudFormation says is said in its words.
 * @throws TemplateError for the first thing that is wrong.
 */
export function parseTemplate(value: unknown): Template {
  const parsed = template.safeParse(value);
  if (parsed.success) {
    if (Object.keys(parsed.data.Resources).length === 0) throw noResources();
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  throw explain(path, value, issue?.message ?? 'the template is malformed');
}

function noResources(): TemplateError {
  return new TemplateError(
    'Template format error: At least one Resources member must be defined.',
    ['Resources'],
    'Give the template a Resources section with at least one resource; is this a CloudFormation template?',
  );
}

function explain(path: readonly string[], value: unknown, message: string): TemplateError {
  if (path.length === 0) {
    return new TemplateError(
      `Template format error: the template is ${kindOf(value)}, not an object with Resources.`,
      [],
      'Give a CloudFormation template: an object with a Resources section.',
    );
  }
  const [section, name, member] = path;
  const found = at(value, path);
  if (section === 'Resources' && path.length === 1) {
    return found === undefined ? noResources() : wrongShape(path, found, 'an object of resources by logical id');
  }
  if (name?.startsWith('Fn::ForEach') === true) {
    return new TemplateError(
      `Template format error: [/${path.slice(0, 2).join('/')}] is a loop of AWS::LanguageExtensions, which is not expanded here.`,
      path.slice(0, 2),
      'Give the processed template (`aws cloudformation get-template --template-stage Processed`).',
    );
  }
  if (section === 'Resources' && path.length === 2) {
    return wrongShape(path, found, 'an object with a Type');
  }
  if (section === 'Resources' && member === 'Type' && found === undefined) {
    return new TemplateError(
      `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
      path.slice(0, 2),
      `Add a Type to ${name}, such as "Type": "AWS::Lambda::Function".`,
    );
  }
  const expected = expectations[member ?? section ?? ''];
  return expected === undefined
    ? new TemplateError(`Template format error: [/${path.join('/')}] ${message}.`, path)
    : wrongShape(path, found, expected);
}

const expectations: Readonly<Record<string, string>> = {
  Type: 'a string',
  Properties: 'an object',
  DependsOn: 'a logical id or a list of logical ids',
  Condition: 'the name of a condition',
  UpdatePolicy: 'an object',
  CreationPolicy: 'an object',
  Metadata: 'an object',
  Parameters: 'an object of parameters by name',
  Mappings: 'an object of two levels of keys',
  Conditions: 'an object of conditions by name',
  Outputs: 'an object of outputs by name',
};

function wrongShape(path: readonly string[], found: unknown, expected: string): TemplateError {
  return new TemplateError(
    `Template format error: [/${path.join('/')}] is ${kindOf(found)}; it must be ${expected}.`,
    path,
    `Make it ${expected}.`,
  );
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value} (${JSON.stringify(value)})`;
}
