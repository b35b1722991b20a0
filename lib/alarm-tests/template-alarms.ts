import { type Diagnostic, InputError } from '../diagnostic';
import type { Place } from '../document';
import { parameterValues, type Template, TemplateError } from '../engine/cloudformation';
import { alarmsOf, parseAlarmRule, RuleSyntaxError } from '../engine/cloudwatch';
import { PhysicalNames } from './physical-names';
import { watchesElsewhere } from './stand-in';

/** An alarm of a template, with its intrinsic functions resolved. */
export interface TemplateAlarm {
  readonly logicalId: string;
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  /** Resolved properties of AWS::CloudWatch::Alarm or AWS::CloudWatch::CompositeAlarm; AlarmName is always there. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** What it watches, where that cannot be computed from series: a log, PromQL or Metrics Insights query. */
  readonly watchesElsewhere?: string;
}

export interface TemplateAlarms {
  /** Composite alarms come after all that they refer to. */
  readonly alarms: readonly TemplateAlarm[];
  /** Resolved properties of AWS::CloudWatch::AlarmMuteRule, with their logical ids. */
  readonly muteRules: readonly { readonly logicalId: string; readonly properties: Readonly<Record<string, unknown>> }[];
}

export interface AlarmSource {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  /** Where a path of the template is written, or a character of the text there. */
  where(path: readonly string[], offset?: number): { readonly file?: string; readonly path?: string } & Partial<Place>;
}

const kinds: Readonly<Record<string, TemplateAlarm['kind']>> = {
  'AWS::CloudWatch::Alarm': 'metric',
  'AWS::CloudWatch::LogAlarm': 'metric',
  'AWS::CloudWatch::CompositeAlarm': 'composite',
};

/**
 * The alarms of a template as CloudWatch would get them. Resources that are not deployed have the names that
 * `PhysicalNames` gives them.
 * @throws InputError for what CloudFormation would refuse
 */
export function templateAlarms(source: AlarmSource): TemplateAlarms {
  return asInput(source, () => {
    const { template } = source;
    const names = new PhysicalNames({
      ...source,
      parameters: parameterValues(template, source.parameters).values,
    });
    const resolved = Object.entries(template.Resources)
      .filter(([logicalId]) => names.resolver.includes(logicalId))
      .flatMap(([logicalId, { Type, Properties }]) => {
        if (!(Type in kinds) && Type !== 'AWS::CloudWatch::AlarmMuteRule') return [];
        const path = ['Resources', logicalId, 'Properties'];
        const properties = names.resolver.resolve(Properties ?? {}, path) as Record<string, unknown>;
        return [{ logicalId, type: Type, properties, name: names.nameOf(logicalId) }];
      });
    const alarms = resolved.flatMap(({ logicalId, type, properties, name }): TemplateAlarm[] => {
      const kind = kinds[type];
      if (kind === undefined) return [];
      const elsewhere = watchesElsewhere(type, properties);
      const alarm = { logicalId, name, kind, properties: { ...properties, AlarmName: name } };
      return [elsewhere === undefined ? alarm : { ...alarm, watchesElsewhere: elsewhere }];
    });
    refuseEqualNames(alarms, source);
    return {
      alarms: [...alarms.filter(({ kind }) => kind === 'metric'), ...inOrder(alarms, source)],
      muteRules: resolved
        .filter(({ type }) => type === 'AWS::CloudWatch::AlarmMuteRule')
        .map(({ logicalId, properties, name }) => ({ logicalId, properties: { ...properties, Name: name } })),
    };
  });
}

/** The name of an alarm that a rule refers to by name or by ARN. */
export function referredName(reference: string): string {
  return /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(reference)?.[1] ?? reference;
}

/** The alarms that a composite alarm needs to exist: those of its rule, and its suppressor. */
export function neededBy({ properties }: TemplateAlarm): string[] {
  const { AlarmRule: rule, ActionsSuppressor: suppressor } = properties;
  return [...rulesAlarms(rule), ...(typeof suppressor === 'string' ? [suppressor] : [])].map(referredName);
}

function rulesAlarms(rule: unknown): string[] {
  if (typeof rule !== 'string') return [];
  try {
    return alarmsOf(parseAlarmRule(rule));
  } catch (error) {
    // CloudWatch refuses the rule when it is put: that finding is the better one.
    if (error instanceof RuleSyntaxError) return [];
    throw error;
  }
}

function inOrder(alarms: readonly TemplateAlarm[], source: AlarmSource): TemplateAlarm[] {
  const composites = new Map(alarms.filter(({ kind }) => kind === 'composite').map((alarm) => [alarm.name, alarm]));
  const ordered = new Set<TemplateAlarm>();
  const visit = (alarm: TemplateAlarm, above: readonly TemplateAlarm[]): void => {
    if (ordered.has(alarm)) return;
    if (above.includes(alarm)) {
      const circle = [...above.slice(above.indexOf(alarm)), alarm].map(({ logicalId }) => logicalId);
      throw new InputError({
        id: 'alarm-rule/cycle',
        severity: 'error',
        message: `Composite alarms refer to each other in a circle: ${circle.join(' → ')}. CloudWatch stops evaluating them.`,
        ...source.where(['Resources', alarm.logicalId]),
        fix: 'Take one of these references out of its rule.',
      });
    }
    for (const name of neededBy(alarm)) {
      const needed = composites.get(name);
      if (needed !== undefined && needed !== alarm) visit(needed, [...above, alarm]);
    }
    ordered.add(alarm);
  };
  for (const alarm of composites.values()) visit(alarm, []);
  return [...ordered];
}

function refuseEqualNames(alarms: readonly TemplateAlarm[], source: AlarmSource): void {
  const byName = new Map<string, TemplateAlarm>();
  const problems: Diagnostic[] = [];
  for (const alarm of alarms) {
    const other = byName.get(alarm.name);
    if (other !== undefined)
      problems.push({
        id: 'alarm/name',
        severity: 'error',
        message: `${other.logicalId} and ${alarm.logicalId} have the same name, ${alarm.name}: the one would overwrite the other.`,
        ...source.where(['Resources', alarm.logicalId, 'Properties', 'AlarmName']),
        fix: 'Give each alarm its own AlarmName.',
      });
    byName.set(alarm.name, alarm);
  }
  if (problems.length > 0) throw new InputError(...problems);
}

/** What CloudFormation would say of the template becomes a finding with its place. */
function asInput<T>(source: AlarmSource, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new InputError({
      id: 'template/refused',
      severity: 'error',
      message: error.message.replace(/[^.!?]$/, '$&.'),
      ...source.where(error.path),
      fix: error.fix,
    });
  }
}
