import {
  type AlarmRule,
  type AlarmState,
  alarmsOf,
  CloudWatch,
  evaluateAlarmRule,
  parseAlarmRule,
  printAlarmRule,
  RuleSyntaxError,
  triggeringAlarms,
} from '../../lib/engine/cloudwatch';
import { invalid, property_errors, triggering_children, valid } from './composite-rules.json';

const options = { region: 'us-east-1', account: '111122223333' };

/** A rule in the form of the recorded trees. */
function tree(rule: AlarmRule): unknown {
  switch (rule.kind) {
    case 'constant':
      return rule.value ? 'TRUE' : 'FALSE';
    case 'state':
      return [rule.state, rule.alarm];
    case 'not':
      return ['NOT', tree(rule.rule)];
    case 'atLeast': {
      const threshold = 'count' in rule.threshold ? `${rule.threshold.count}` : `${rule.threshold.percent}%`;
      return ['AT_LEAST', threshold, rule.negated ? `NOT ${rule.state}` : rule.state, [...rule.alarms]];
    }
    default:
      return [rule.kind.toUpperCase(), ...rule.rules.map(tree)];
  }
}

function childState(children: string, index: number, count: number): AlarmState {
  if (children.startsWith('all ')) return children.slice(4) as AlarmState;
  return index === (children === 'only first ALARM' ? 0 : count - 1) ? 'ALARM' : 'OK';
}

// AWS documents no precedence: what depends on it proves nothing.
const certain = valid.filter((entry) => !('precedence_sensitive' in entry && entry.precedence_sensitive));

describe.each(certain)('the rule $id: $rule', ({ rule, ast, refs, eval: evaluations }) => {
  test('is read as its tree', () => {
    const parsed = parseAlarmRule(rule);
    expect(tree(parsed)).toEqual(ast);
    expect(alarmsOf(parsed)).toEqual(refs);
    expect(parseAlarmRule(printAlarmRule(parsed))).toEqual(parsed);
  });

  test.each(evaluations)('children $children: $state', ({ children, state }) => {
    const states = new Map(refs.map((ref, index) => [ref, childState(children, index, refs.length)]));
    expect(evaluateAlarmRule(parseAlarmRule(rule), (ref) => states.get(ref)) ? 'ALARM' : 'OK').toBe(state);
  });

  test.each(evaluations)('children $children: $state, in CloudWatch', ({ children, state }) => {
    const cloudWatch = new CloudWatch(options);
    const names = refs.map((ref) => ref.replace('arn:aws:cloudwatch:us-east-1:111122223333:alarm:', ''));
    names.forEach((name, index) => {
      metricAlarm(cloudWatch, name);
      cloudWatch.setAlarmState(name, childState(children, index, names.length), 'as recorded', 0);
    });
    cloudWatch.putCompositeAlarm({ AlarmName: 'the composite', AlarmRule: rule }, 0);
    expect(cloudWatch.describeAlarms({ names: ['the composite'] })[0]?.state).toBe(state);
  });
});

describe.each(invalid)('the rule $id ($note)', ({ rule, awsMessage, referenceParser, ...entry }) => {
  const put = () => {
    const cloudWatch = new CloudWatch(options);
    for (const name of ['a', 'b', "'HighCPU'", "'HighMemory'", "'Maintenance'"]) metricAlarm(cloudWatch, name);
    const AlarmName = 'alarmName' in entry ? entry.alarmName : 'c';
    if (AlarmName === 'self') cloudWatch.putCompositeAlarm({ AlarmName, AlarmRule: 'FALSE' }, 0);
    cloudWatch.putCompositeAlarm({ AlarmName, AlarmRule: rule }, 0);
  };

  test('is refused as it was', () => {
    if (referenceParser === 'parses' && awsMessage === null) expect(put).not.toThrow();
    else if (awsMessage === null)
      expect(put).toThrow(referenceParser.replace('reject: ', '').replace('not a string', 'text'));
    else expect(put).toThrow(awsMessage.replace('{token}', 'INVALID').replace(/\]$/, ''));
  });
});

const unreadable = invalid.filter(
  ({ rule, referenceParser }) => typeof rule === 'string' && /^reject/.test(referenceParser),
);

test.each(unreadable)('the rule $id is refused at its place', ({ rule, referenceParser }) => {
  const offset = Number(/char (\d+)/.exec(referenceParser)?.[1] ?? 0);
  const place = String(rule).endsWith('\n') ? String(rule).length - 1 : offset;
  const error = thrownBy(() => parseAlarmRule(String(rule)));
  expect(error).toBeInstanceOf(RuleSyntaxError);
  expect(error).toHaveProperty('offset', place);
});

test.each(property_errors)('$property is refused', ({ property, awsMessage }) => {
  const cloudWatch = new CloudWatch(options);
  metricAlarm(cloudWatch, 's');
  const periods = { ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 60 };
  const suppressor = {
    'ActionsSuppressorWaitPeriod without ActionsSuppressor': periods,
    'ActionsSuppressor without ActionsSuppressorWaitPeriod': {
      ActionsSuppressor: 's',
      ActionsSuppressorExtensionPeriod: 60,
    },
    'ActionsSuppressor = ARN of something else': {
      ActionsSuppressor: 'arn:aws:sns:us-east-1:111122223333:topic',
      ...periods,
    },
  }[property];
  expect(suppressor).toBeDefined();
  expect(() => cloudWatch.putCompositeAlarm({ AlarmName: 'c', AlarmRule: 'FALSE', ...suppressor }, 0)).toThrow(
    awsMessage,
  );
});

test.each(triggering_children.cases)('$rule names the alarms that trigger it', ({
  rule,
  states,
  triggeringAlarms: expected,
}) => {
  const known = new Map<string, string>(Object.entries(states));
  const triggering = triggeringAlarms(parseAlarmRule(rule), (alarm) => known.get(alarm) as AlarmState | undefined);
  expect(triggering).toEqual(expected);
});

function metricAlarm(cloudWatch: CloudWatch, AlarmName: string): void {
  const metric = { Namespace: 'N', MetricName: AlarmName, Statistic: 'Sum', Period: 60 };
  const comparison = { EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' };
  cloudWatch.putMetricAlarm({ AlarmName, ...metric, ...comparison }, 0);
}

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
