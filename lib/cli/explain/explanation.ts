import { condition, measured, missingData, referredName, type TemplateAlarm } from '../../alarm-tests';
import { type AlarmRule, type AlarmState, alarmsOf, evaluateAlarmRule, parseAlarmRule } from '../../engine/cloudwatch';
import { type Causes, causesOf } from './causes';

/** A metric alarm in plain words. */
export interface MetricWords {
  readonly kind: 'metric';
  readonly logicalId: string;
  readonly name: string;
  /** `Sum of AWS/Lambda Errors {FunctionName=f} per 60 s`. */
  readonly measures: string;
  /** `2 of the last 3 datapoints are greater than 1`. */
  readonly condition: string;
  readonly missingData: string;
  readonly description?: string;
}

/** A part of a composite alarm's rule. */
export type RuleWords =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'all' | 'any' | 'none'; readonly parts: readonly RuleWords[] }
  | {
      readonly kind: 'atLeast';
      readonly threshold: string;
      readonly state: string;
      readonly alarms: readonly ChildWords[];
    }
  | { readonly kind: 'state'; readonly state: string; readonly child: ChildWords };

/** An alarm that a rule asks; one that is not in the template is known by its name alone. */
export type ChildWords = MetricWords | CompositeWords | { readonly kind: 'unknown'; readonly name: string };

/** A composite alarm in plain words. */
export interface CompositeWords {
  readonly kind: 'composite';
  readonly logicalId: string;
  readonly name: string;
  readonly rule: RuleWords;
  readonly description?: string;
}

export interface CompositeExplanation extends CompositeWords {
  /** The smallest sets of its children that turn it to ALARM. */
  readonly causes: Causes;
  /** The same in metric alarms; absent where it has no composite alarm among its children. */
  readonly metricCauses?: Causes;
  readonly withoutData: {
    /** Its state while no metric alarm has data, as on a first deployment. */
    readonly all: AlarmState;
    /** Its state while one child alone has no data and the others are OK. */
    readonly each: Readonly<Record<string, AlarmState>>;
  };
  readonly suppressor?: { readonly alarm: ChildWords; readonly waitSeconds: number; readonly extensionSeconds: number };
}

export interface MetricExplanation extends MetricWords {
  /** Seconds of data that M datapoints cover: it cannot fire sooner. */
  readonly soonestSeconds?: number;
  /** The composite alarms whose rules ask it. */
  readonly askedBy: readonly string[];
}

/** Explains one alarm of those that a template holds. */
export function explain(
  alarm: TemplateAlarm,
  alarms: readonly TemplateAlarm[],
): MetricExplanation | CompositeExplanation {
  const known = new Map(alarms.map((each) => [each.name, each]));
  if (alarm.kind === 'metric') {
    const askedBy = alarms.filter((each) => each.kind === 'composite' && childrenOf(each).includes(alarm.name));
    return { ...metricWords(alarm), ...soonest(alarm), askedBy: askedBy.map(({ logicalId }) => logicalId) };
  }
  const {
    ActionsSuppressor: suppressor,
    ActionsSuppressorWaitPeriod,
    ActionsSuppressorExtensionPeriod,
  } = alarm.properties;
  const rule = ruleOf(alarm);
  const shown = (reference: string) => known.get(referredName(reference))?.logicalId ?? referredName(reference);
  const children = childrenOf(alarm);
  const nested = children.some((name) => known.get(name)?.kind === 'composite');
  return {
    ...compositeWords(alarm, known),
    causes: causesOf(rule, shown),
    ...(nested && { metricCauses: causesOf(expanded(rule, known), shown) }),
    withoutData: {
      all: stateWhile(rule, known, () => 'INSUFFICIENT_DATA'),
      each: Object.fromEntries(
        children.map((child) => {
          const state = (reference: string): AlarmState =>
            referredName(reference) === child ? 'INSUFFICIENT_DATA' : 'OK';
          return [shown(child), evaluateAlarmRule(rule, state) ? 'ALARM' : 'OK'];
        }),
      ),
    },
    ...(typeof suppressor === 'string' && {
      suppressor: {
        alarm: childWords(suppressor, known),
        waitSeconds: Number(ActionsSuppressorWaitPeriod),
        extensionSeconds: Number(ActionsSuppressorExtensionPeriod),
      },
    }),
  };
}

function ruleOf({ properties }: TemplateAlarm): AlarmRule {
  return parseAlarmRule(String(properties.AlarmRule));
}

function childrenOf(alarm: TemplateAlarm): string[] {
  return [...new Set(alarmsOf(ruleOf(alarm)).map(referredName))];
}

function metricWords({ logicalId, name, properties }: TemplateAlarm): MetricWords {
  return {
    kind: 'metric',
    logicalId,
    name,
    measures: measured(properties),
    condition: condition(properties),
    missingData: missingData(properties),
    ...described(properties),
  };
}

function compositeWords(alarm: TemplateAlarm, known: ReadonlyMap<string, TemplateAlarm>): CompositeWords {
  const { logicalId, name, properties } = alarm;
  return { kind: 'composite', logicalId, name, rule: ruleWords(ruleOf(alarm), known), ...described(properties) };
}

function described({ AlarmDescription }: TemplateAlarm['properties']): { readonly description?: string } {
  return typeof AlarmDescription === 'string' ? { description: AlarmDescription } : {};
}

function childWords(reference: string, known: ReadonlyMap<string, TemplateAlarm>): ChildWords {
  const alarm = known.get(referredName(reference));
  if (alarm === undefined) return { kind: 'unknown', name: referredName(reference) };
  return alarm.kind === 'metric' ? metricWords(alarm) : compositeWords(alarm, known);
}

function ruleWords(rule: AlarmRule, known: ReadonlyMap<string, TemplateAlarm>): RuleWords {
  switch (rule.kind) {
    case 'constant':
      return rule;
    case 'state':
      return { kind: 'state', state: rule.state, child: childWords(rule.alarm, known) };
    case 'not': {
      const inner = rule.rule;
      if (inner.kind === 'state')
        return { kind: 'state', state: `not ${inner.state}`, child: childWords(inner.alarm, known) };
      return {
        kind: 'none',
        parts: (inner.kind === 'or' ? inner.rules : [inner]).map((part) => ruleWords(part, known)),
      };
    }
    case 'and':
    case 'or':
      return { kind: rule.kind === 'and' ? 'all' : 'any', parts: rule.rules.map((part) => ruleWords(part, known)) };
    case 'atLeast':
      return {
        kind: 'atLeast',
        threshold:
          'count' in rule.threshold
            ? `${rule.threshold.count} of ${rule.alarms.length}`
            : `${rule.threshold.percent} %`,
        state: `${rule.negated ? 'not ' : ''}${rule.state}`,
        alarms: rule.alarms.map((alarm) => childWords(alarm, known)),
      };
  }
}

/** The rule over metric alarms alone: composite alarms are replaced by what they ask. They are never without data. */
function expanded(rule: AlarmRule, known: ReadonlyMap<string, TemplateAlarm>): AlarmRule {
  switch (rule.kind) {
    case 'constant':
      return rule;
    case 'state': {
      const child = known.get(referredName(rule.alarm));
      if (child?.kind !== 'composite') return rule;
      if (rule.state === 'INSUFFICIENT_DATA') return { kind: 'constant', value: false };
      const inner = expanded(ruleOf(child), known);
      return rule.state === 'ALARM' ? inner : { kind: 'not', rule: inner };
    }
    case 'not':
      return { kind: 'not', rule: expanded(rule.rule, known) };
    case 'and':
    case 'or':
      return { kind: rule.kind, rules: rule.rules.map((part) => expanded(part, known)) };
    case 'atLeast': {
      const composites = rule.alarms.filter((alarm) => known.get(referredName(alarm))?.kind === 'composite');
      return composites.length === 0 ? rule : expanded(spelledOut(rule), known);
    }
  }
}

/** AT_LEAST as an OR of ANDs, for the few operands that composite alarms among them have. */
function spelledOut(rule: Extract<AlarmRule, { kind: 'atLeast' }>): AlarmRule {
  const { alarms, threshold, state, negated } = rule;
  const count = 'count' in threshold ? threshold.count : Math.ceil((alarms.length * threshold.percent) / 100 - 1e-9);
  const operand = (alarm: string): AlarmRule => {
    const asked: AlarmRule = { kind: 'state', state, alarm };
    return negated ? { kind: 'not', rule: asked } : asked;
  };
  // atLeast(k of first + rest) = first and atLeast(k - 1 of rest), or atLeast(k of rest)
  const build = (from: number, needed: number): AlarmRule => {
    if (needed === 0) return { kind: 'constant', value: true };
    if (alarms.length - from < needed) return { kind: 'constant', value: false };
    const first = operand(alarms[from] ?? '');
    return {
      kind: 'or',
      rules: [{ kind: 'and', rules: [first, build(from + 1, needed - 1)] }, build(from + 1, needed)],
    };
  };
  return build(0, count);
}

/** The state of a rule's alarm once every composite below it has been evaluated. */
function stateWhile(
  rule: AlarmRule,
  known: ReadonlyMap<string, TemplateAlarm>,
  metricState: (name: string) => AlarmState,
): AlarmState {
  const memo = new Map<string, AlarmState>();
  const stateOf = (reference: string): AlarmState => {
    const name = referredName(reference);
    const alarm = known.get(name);
    if (alarm?.kind !== 'composite') return metricState(name);
    const state = memo.get(name) ?? (evaluateAlarmRule(ruleOf(alarm), stateOf) ? 'ALARM' : 'OK');
    memo.set(name, state);
    return state;
  };
  return evaluateAlarmRule(rule, stateOf) ? 'ALARM' : 'OK';
}

function soonest({ properties }: TemplateAlarm): { readonly soonestSeconds?: number } {
  const {
    Period,
    Metrics,
    EvaluationPeriods,
    DatapointsToAlarm = EvaluationPeriods,
  } = properties as {
    readonly Period?: number | string;
    readonly Metrics?: readonly {
      readonly Period?: number | string;
      readonly MetricStat?: { readonly Period: number | string };
    }[];
    readonly EvaluationPeriods?: number | string;
    readonly DatapointsToAlarm?: number | string;
  };
  const period =
    Period ?? Metrics?.map((query) => query.Period ?? query.MetricStat?.Period).find((each) => each !== undefined);
  return period === undefined ? {} : { soonestSeconds: Number(period) * Number(DatapointsToAlarm) };
}
