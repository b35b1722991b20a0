/** One set of series, rules and expectations, written as a Prometheus rule test and as an alarm test. */
export interface ComparedCase {
  readonly rules: number;
  readonly minutes: number;
  readonly expectations: number;
  /** Prometheus: a rule file and a test file that names it. */
  readonly prometheus: { readonly rules: string; readonly tests: string };
  /** An alarm test file. */
  readonly aviary: string;
}

const threshold = 7;

interface Rule {
  readonly name: string;
  /** M of N. */
  readonly needed: number;
  readonly of: number;
  readonly values: readonly number[];
}

/**
 * Rules over a metric each: every other one is 3 of 3 (in Prometheus `for: 2m`, its cheapest form), the rest 3 of 5.
 * Values are random, from a seed. What is expected is computed here, apart from both tools.
 * @param every minutes between two expectations on one rule
 */
export function comparedCase(rules: number, minutes: number, every: number): ComparedCase {
  const random = pseudoRandom(7);
  const all = Array.from({ length: rules }, (_, index): Rule => {
    // Bad spells, so that three bad minutes in a row do happen.
    let bad = false;
    const values = Array.from({ length: minutes }, () => {
      if (random() % 8 === 0) bad = !bad;
      return bad ? 5 + (random() % 8) : random() % 8;
    });
    return { name: `m${index}`, needed: 3, of: index % 2 === 0 ? 3 : 5, values };
  });
  const moments = Array.from({ length: Math.floor(minutes / every) }, (_, index) => (index + 1) * every);
  return {
    rules,
    minutes,
    expectations: rules * moments.length,
    prometheus: { rules: prometheusRules(all), tests: prometheusTests(all, moments) },
    aviary: alarmTests(all, moments),
  };
}

/** Whether the rule fires once this many minutes have their values. */
function fires({ needed, of, values }: Rule, minute: number): boolean {
  const window = values.slice(Math.max(0, minute - of), minute);
  return window.filter((value) => value > threshold).length >= needed;
}

function prometheusRules(rules: readonly Rule[]): string {
  const one = ({ name, needed, of }: Rule) =>
    of === needed
      ? `      - { alert: ${name}, expr: '${name} > ${threshold}', for: ${needed - 1}m }`
      : // The window is open by half a step, so that it holds `of` points whether its left end counts or not.
        `      - { alert: ${name}, expr: 'count_over_time((${name} > ${threshold})[${of - 1}m30s:1m]) >= ${needed}' }`;
  return ['groups:', '  - name: compared', '    interval: 1m', '    rules:', ...rules.map(one), ''].join('\n');
}

function prometheusTests(rules: readonly Rule[], moments: readonly number[]): string {
  return [
    'rule_files: [rules.yaml]',
    'evaluation_interval: 1m',
    'tests:',
    '  - interval: 1m',
    '    input_series:',
    ...rules.map(({ name, values }) => `      - { series: ${name}, values: '${values.join(' ')}' }`),
    '    alert_rule_test:',
    ...moments.flatMap((minute) =>
      rules.map((rule) => {
        // The n-th value has the time n - 1 minutes.
        const alerts = fires(rule, minute) ? '[{}]' : '[]';
        return `      - { eval_time: ${minute - 1}m, alertname: ${rule.name}, exp_alerts: ${alerts} }`;
      }),
    ),
    '',
  ].join('\n');
}

function alarmTests(rules: readonly Rule[], moments: readonly number[]): string {
  return [
    'resources:',
    ...rules.map(
      ({ name, needed, of }) =>
        `  ${name}: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: B, MetricName: ${name}, Statistic: Sum, Period: 60, EvaluationPeriods: ${of}, DatapointsToAlarm: ${needed}, Threshold: ${threshold}, ComparisonOperator: GreaterThanThreshold, TreatMissingData: notBreaching } }`,
    ),
    'tests:',
    '  - name: compared',
    '    interval: 60',
    '    series:',
    ...rules.map(
      ({ name, values }) => `      - { metric: { namespace: B, name: ${name} }, values: '${values.join(' ')}' }`,
    ),
    '    expect:',
    ...moments.flatMap((minute) =>
      rules.map(
        (rule) => `      - { at: ${minute}m, alarm: ${rule.name}, state: ${fires(rule, minute) ? 'ALARM' : 'OK'} }`,
      ),
    ),
    '',
  ].join('\n');
}

/** A linear congruential generator: the same numbers in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 16;
  };
}
