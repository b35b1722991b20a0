import { dirname, resolve } from 'node:path';
import { type AssemblyStack, loadAssembly } from '../assembly';
import { type Diagnostic, InputError } from '../diagnostic';
import type { Path } from '../document';
import { parseTemplate, type Template, TemplateError } from '../engine/cloudformation';
import { AlarmError, CloudWatch } from '../engine/cloudwatch';
import type { AlarmTest } from './alarm-test';
import { locate } from './locate';
import { withoutData } from './stand-in';
import { type AlarmSource, neededBy, type TemplateAlarm, type TemplateAlarms, templateAlarms } from './template-alarms';

/** The alarms of one test, in the order in which they can be put. */
export interface TestAlarms extends TemplateAlarms {
  readonly region: string;
  readonly account: string;
  /** The alarm that a person names, by logical id or by name. */
  find(named: string): TemplateAlarm | undefined;
  /** An alarm that is known to be there: every name in a test was looked up before it runs. */
  named(named: string): TemplateAlarm;
}

/** Reads templates; each once for all tests of a run. */
export class TemplateReader {
  readonly #read = new Map<string, AssemblyStack>();

  /** @throws InputError where there is no such template, or it is malformed */
  read(file: string): AssemblyStack {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const [stack, ...others] = loadAssembly(file).stacks;
    if (stack === undefined || others.length > 0)
      throw new InputError({
        id: 'alarm-test/template',
        severity: 'error',
        message: `${file} holds ${others.length === 0 ? 'no stack' : 'several stacks'}: a test reads one template.`,
        file,
        fix: 'Name a template file, such as cdk.out/Storefront.template.json.',
      });
    this.#read.set(file, stack);
    return stack;
  }
}

/**
 * The alarms of a test: those of its template and its own resources.
 * @param given a template that was read already, in place of a file
 * @throws InputError for what CloudFormation or CloudWatch would refuse, and for alarms that do not exist
 */
export function testAlarms(test: AlarmTest, reader: TemplateReader, given?: Template): TestAlarms {
  const stack = test.template === undefined ? undefined : readTemplate(test, reader);
  const inline = Object.entries(test.resources);
  const where: AlarmSource['where'] = (path, offset) => {
    const [section, logicalId, ...rest] = path;
    const own = section === 'Resources' && logicalId !== undefined ? test.resources[logicalId] : undefined;
    if (own !== undefined) {
      // An offset counts in the text as CloudWatch gets it: only text without functions is written so.
      const asWritten = typeof valueAt(own.definition, rest) === 'string' ? offset : undefined;
      return locate(test.document, [...own.path, ...rest], { offset: asWritten });
    }
    if (stack === undefined) return locate(test.document, test.path);
    return { file: stack.templateFile, ...stack.positionOf(path), path: path.join('.') };
  };
  const base = stack?.template ?? given;
  if (base === undefined && inline.length === 0) throw noAlarms(test);
  const resources = {
    ...base?.Resources,
    ...Object.fromEntries(inline.map(([id, { definition }]) => [id, definition])),
  };
  const template = inline.length === 0 && base !== undefined ? base : shaped({ ...base, Resources: resources }, where);
  const written = writtenPlace(template);
  const source: AlarmSource = {
    template,
    parameters: { ...stack?.parameters, ...test.parameters },
    region: test.region ?? stack?.region ?? written?.region ?? 'us-east-1',
    account: test.account ?? stack?.account ?? written?.account ?? '123456789012',
    stackName: stack?.name ?? 'Test',
    where,
  };
  const { alarms, muteRules } = templateAlarms(source);
  const byLogicalId = new Map(alarms.map((alarm) => [alarm.logicalId, alarm]));
  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const found: TestAlarms = {
    alarms,
    muteRules,
    region: source.region,
    account: source.account,
    find: (named) => byLogicalId.get(named) ?? byName.get(named),
    named: (named) => {
      const alarm = found.find(named);
      if (alarm === undefined) throw new Error(`No alarm ${named}`);
      return alarm;
    },
  };
  const problems = [...refusals(test, found, where), ...unknownAlarms(test, found)];
  if (problems.length > 0) throw new InputError(...problems);
  return found;
}

/** The Region and account of the first alarm ARN that a rule writes out: composite alarms know no others. */
function writtenPlace({ Resources }: Template): { readonly region: string; readonly account: string } | undefined {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::CloudWatch::CompositeAlarm') continue;
    const text = JSON.stringify([Properties?.AlarmRule, Properties?.ActionsSuppressor]);
    const [, region, account] = /arn:aws[\w-]*:cloudwatch:([a-z0-9-]+):(\d{12}):alarm:/.exec(text) ?? [];
    if (region !== undefined && account !== undefined) return { region, account };
  }
  return undefined;
}

function noAlarms(test: AlarmTest): InputError {
  return new InputError({
    id: 'alarm-test/no-alarms',
    severity: 'error',
    message: `The test "${test.name}" has no alarms: neither it nor the file names a template or holds resources.`,
    ...locate(test.document, test.path),
    fix: 'Add template: a file of CloudFormation, or resources: { LogicalId: { Type, Properties } }.',
  });
}

function readTemplate(test: AlarmTest, reader: TemplateReader): AssemblyStack | undefined {
  if (test.template === undefined) return undefined;
  const { file: written, path } = test.template;
  const file = resolve(dirname(test.document.file ?? '.'), written);
  try {
    return reader.read(file);
  } catch (error) {
    // A missing file is the test's mistake; what is wrong inside one has its place there.
    if (!(error instanceof InputError) || error.diagnostics.some(({ line }) => line !== undefined)) throw error;
    throw new InputError(...error.diagnostics.map((diagnostic) => ({ ...diagnostic, ...locate(test.document, path) })));
  }
}

function shaped(template: unknown, where: AlarmSource['where']): Template {
  try {
    return parseTemplate(template);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new InputError({
      id: 'template/malformed',
      severity: 'error',
      message: error.message,
      ...where(error.path),
      fix: error.fix,
    });
  }
}

/** What CloudWatch would refuse, tried out in an account that holds nothing else. */
function refusals(
  test: AlarmTest,
  { alarms, muteRules, region, account }: TestAlarms,
  where: AlarmSource['where'],
): Diagnostic[] {
  const cloudWatch = new CloudWatch({ region, account });
  const attempt = (logicalId: string, put: () => void): Diagnostic[] => {
    try {
      put();
      return [];
    } catch (error) {
      if (!(error instanceof AlarmError)) throw error;
      const property = (error.property ?? '').split(/[.[\]]+/).filter((step) => step !== '');
      return [
        {
          id: 'alarm/refused',
          severity: 'error',
          message: `CloudWatch refuses ${logicalId}: ${error.message}${/[.!?]$/.test(error.message) ? '' : '.'}`,
          ...where(['Resources', logicalId, 'Properties', ...property], error.offset),
          fix: 'Correct this property; CloudWatch would answer a deployment in the same way.',
        },
      ];
    }
  };
  const refused = new Set<string>();
  return [
    ...alarms.flatMap((alarm) => {
      const { logicalId, kind, properties, name } = alarm;
      const problems =
        // One finding is enough: what refers to a refused alarm would be refused because of it.
        kind === 'composite' && neededBy(alarm).some((needed) => refused.has(needed))
          ? []
          : attempt(logicalId, () =>
              kind === 'composite'
                ? cloudWatch.putCompositeAlarm(properties, test.start)
                : cloudWatch.putMetricAlarm(
                    alarm.watchesElsewhere === undefined ? properties : withoutData(properties),
                    test.start,
                  ),
            );
      if (problems.length > 0) refused.add(name);
      return problems;
    }),
    ...muteRules.flatMap(({ logicalId, properties }) =>
      attempt(logicalId, () => cloudWatch.putMuteRule(properties, test.start)),
    ),
  ];
}

function unknownAlarms(test: AlarmTest, { alarms, find }: TestAlarms): Diagnostic[] {
  const named: [string, Path][] = [
    ...Object.keys(test.initial).map((name): [string, Path] => [name, [...test.path, 'initial', name]]),
    ...test.set.map(({ alarm }, index): [string, Path] => [alarm, [...test.path, 'set', index, 'alarm']]),
    ...test.bands.map(({ alarm }, index): [string, Path] => [alarm, [...test.path, 'bands', index, 'alarm']]),
    ...test.expect.map(({ alarm }, index): [string, Path] => [alarm, [...test.path, 'expect', index, 'alarm']]),
  ];
  const known = alarms.map(({ logicalId, name }) => (logicalId === name ? logicalId : `${logicalId} (${name})`));
  return named
    .filter(([name]) => find(name) === undefined)
    .map(([name, path]) => ({
      id: 'alarm-test/unknown-alarm',
      severity: 'error' as const,
      message: `There is no alarm "${name}" in ${test.template === undefined ? 'the resources' : test.template.file}.`,
      ...locate(test.document, path),
      fix:
        known.length === 0
          ? 'Add an alarm: there is none.'
          : `Name one of: ${known.slice(0, 30).join(', ')}${known.length > 30 ? ' …' : ''}.`,
    }));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[step] : undefined,
    value,
  );
}
