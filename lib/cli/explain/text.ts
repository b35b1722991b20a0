import type { Cause, Causes } from './causes';
import type { ChildWords, CompositeExplanation, MetricExplanation, MetricWords, RuleWords } from './explanation';

const mostSets = 20;

/** An explanation as text: what the alarm means, what turns it to ALARM, and what it does without data. */
export function explanationText(explanation: MetricExplanation | CompositeExplanation): string {
  const { logicalId, name, description } = explanation;
  const head = `${logicalId}${name === logicalId ? '' : ` (${name})`}`;
  const about = description === undefined ? [] : [`  ${description}`];
  const body = explanation.kind === 'metric' ? metricLines(explanation) : compositeLines(explanation);
  return [`${head}: a ${explanation.kind} alarm`, ...about, '', ...body].join('\n');
}

function metricLines(explanation: MetricExplanation): string[] {
  const { measures, condition, missingData, soonestSeconds, askedBy } = explanation;
  return [
    'In ALARM while',
    `  ${condition}`,
    `  of ${measures}`,
    '',
    'Without data',
    `  ${missingData}`,
    ...(soonestSeconds === undefined
      ? []
      : [
          '',
          'Soonest',
          `  after ${soonestSeconds} s of bad data, plus up to 60 s until it is evaluated, plus the metric's own delay`,
        ]),
    '',
    'Asked by',
    `  ${askedBy.length === 0 ? 'no composite alarm of the template' : askedBy.join(', ')}`,
  ];
}

function compositeLines({ rule, causes, metricCauses, withoutData, suppressor }: CompositeExplanation): string[] {
  const each = Object.entries(withoutData.each);
  const firing = each.filter(([, state]) => state === 'ALARM').map(([name]) => name);
  return [
    'In ALARM while',
    ...new RuleText().lines(rule, '  '),
    '',
    'What turns it to ALARM, from all OK: the smallest sets',
    ...causeLines(causes),
    ...(metricCauses === undefined ? [] : ['', 'The same in metric alarms', ...causeLines(metricCauses)]),
    '',
    'Without data',
    `  all children INSUFFICIENT_DATA, as on a first deployment: ${withoutData.all}${withoutData.all === 'ALARM' ? ' (it would roll the first deployment back)' : ''}`,
    ...(each.length === 0
      ? []
      : firing.length === 0
        ? ['  any one child INSUFFICIENT_DATA, the others OK: OK']
        : each.map(([name, state]) => `  ${name} alone INSUFFICIENT_DATA, the others OK: ${state}`)),
    '',
    'Its actions',
    ...(suppressor === undefined
      ? ['  run with each change of its state: it has no actions suppressor']
      : [
          `  are held back while ${nameOf(suppressor.alarm)} is in ALARM, up to ${suppressor.waitSeconds} s in wait for that, and ${suppressor.extensionSeconds} s after it`,
          '  its state changes all the same: what reads the state, as a rollback does, is not held back',
        ]),
  ];
}

/** A rule as an indented tree. What an alarm measures is said at its first mention. */
class RuleText {
  readonly #said = new Set<string>();

  lines(rule: RuleWords, indent: string): string[] {
    const inner = `${indent}  `;
    switch (rule.kind) {
      case 'constant':
        return [`${indent}${rule.value ? 'always' : 'never'}`];
      case 'all':
      case 'any':
      case 'none': {
        const word = { all: 'all of these hold', any: 'any of these holds', none: 'none of these holds' }[rule.kind];
        return [`${indent}${word}`, ...rule.parts.flatMap((part) => this.lines(part, inner))];
      }
      case 'atLeast':
        return [
          `${indent}at least ${rule.threshold} are ${rule.state}`,
          ...rule.alarms.flatMap((alarm) => this.#child(alarm, nameOf(alarm), inner)),
        ];
      case 'state':
        return this.#child(rule.child, `${nameOf(rule.child)} is ${rule.state}`, indent);
    }
  }

  #child(child: ChildWords, head: string, indent: string): string[] {
    if (child.kind === 'unknown') return [`${indent}${head} (not in this template)`];
    if (this.#said.has(child.name)) return [`${indent}${head} (see above)`];
    this.#said.add(child.name);
    const detail = `${indent}    `;
    if (child.kind === 'metric') return [`${indent}${head}`, ...metricDetail(child).map((line) => `${detail}${line}`)];
    return [`${indent}${head}; it is in ALARM while`, ...this.lines(child.rule, detail)];
  }
}

function metricDetail({ measures, condition, missingData }: MetricWords): string[] {
  return [`ALARM: ${condition}`, `of ${measures}`, missingData];
}

function nameOf(child: ChildWords): string {
  return child.kind === 'unknown' || child.logicalId === child.name ? child.name : `${child.logicalId} (${child.name})`;
}

function causeLines({ causes, more }: Causes): string[] {
  if (causes.length === 0) return ['  nothing: the rule never holds'];
  const shown = causes.slice(0, mostSets).map((cause) => `  ${causeText(cause)}`);
  const hidden = causes.length - shown.length;
  const rest = more ? [`  and more than ${hidden} further sets`] : hidden > 0 ? [`  and ${hidden} further sets`] : [];
  return [...shown, ...rest];
}

function causeText({ alarms, unless }: Cause): string {
  const needed = alarms.map(({ alarm, states }) => `${alarm} ${states.join(' or ')}`).join(' and ');
  const kept = unless.map(({ alarm, states }) => `${alarm} is not ${states.join(' or ')}`).join(' and ');
  if (needed === '')
    return kept === '' ? 'always, whatever its children are' : `already while all are OK, as long as ${kept}`;
  return kept === '' ? needed : `${needed}, while ${kept}`;
}
