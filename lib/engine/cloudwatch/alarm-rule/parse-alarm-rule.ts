import type { AlarmState } from '../alarm-state';
import type { AlarmRule, RuleThreshold } from './alarm-rule';
import { RuleSyntaxError, type RuleToken, tokenizeRule, unsupported } from './rule-tokens';

const startsOfRule = "'(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";
const states = 'ALARM, OK, or INSUFFICIENT_DATA';

/** Deeper nesting than any rule inside CloudWatch's limits has. */
const deepest = 500;

/**
 * Reads the rule of a composite alarm. NOT binds tighter than AND, AND tighter than OR; AWS documents no precedence.
 * @throws RuleSyntaxError in CloudWatch's words, with the place
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function parseAlarmRule(text: string): AlarmRule {
  const leading = text.length - text.trimStart().length;
  if (text.trim() === '' || leading > 0 || text.trimEnd() !== text) {
    const offset = leading > 0 ? 0 : text.trimEnd().length;
    throw new RuleSyntaxError('AlarmRule must not contain leading or trailing whitespace or be null', offset);
  }
  return new RuleParser(tokenizeRule(text)).read();
}

class RuleParser {
  #next = 0;
  #depth = 0;

  constructor(private readonly tokens: readonly RuleToken[]) {}

  read(): AlarmRule {
    const rule = this.#or();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw unsupported(rest.text, rest.offset, 'AND or OR');
    return rule;
  }

  #or(): AlarmRule {
    return this.#chain('or', 'OR', () => this.#chain('and', 'AND', () => this.#not()));
  }

  #chain(kind: 'and' | 'or', operator: string, operand: () => AlarmRule): AlarmRule {
    const first = operand();
    const rules = [first];
    while (this.#isWord(operator)) {
      this.#next++;
      rules.push(operand());
    }
    return rules.length === 1 ? first : { kind, rules };
  }

  #not(): AlarmRule {
    if (!this.#isWord('NOT')) return this.#primary();
    return this.#deeper(() => {
      this.#next++;
      return { kind: 'not', rule: this.#not() };
    });
  }

  #primary(): AlarmRule {
    const token = this.#take();
    if (token.kind === '(') {
      return this.#deeper(() => {
        const rule = this.#or();
        this.#expect(')');
        return rule;
      });
    }
    if (token.kind === 'word') {
      const constant = token.text.toUpperCase();
      if (constant === 'TRUE' || constant === 'FALSE') return { kind: 'constant', value: constant === 'TRUE' };
      if (token.text === 'AT_LEAST') return this.#atLeast();
      if (isState(token.text)) return this.#stateOf(token.text);
    }
    throw unsupported(token.text, token.offset, startsOfRule);
  }

  #stateOf(state: AlarmState): AlarmRule {
    this.#expect('(');
    const alarm = this.#reference();
    this.#expect(')');
    return { kind: 'state', state, alarm };
  }

  #atLeast(): AlarmRule {
    this.#expect('(');
    const thresholdToken = this.#peek();
    const threshold = this.#threshold();
    this.#expect(',');
    const negated = this.#isWord('NOT');
    if (negated) this.#next++;
    const state = this.#take();
    if (state.kind !== 'word' || !isState(state.text)) throw unsupported(state.text, state.offset, states);
    this.#expect(',');
    this.#expect('(');
    const alarms = [this.#reference()];
    while (this.#peek().kind === ',') {
      this.#next++;
      alarms.push(this.#reference());
    }
    this.#expect(')');
    this.#expect(')');
    if ('count' in threshold && threshold.count > alarms.length) {
      throw unsupported(
        thresholdToken.text,
        thresholdToken.offset,
        `at most ${alarms.length}, the number of its alarms`,
      );
    }
    return { kind: 'atLeast', threshold, state: state.text, negated, alarms };
  }

  #threshold(): RuleThreshold {
    const token = this.#take();
    const match = token.kind === 'word' ? /^(\d{1,5})(%?)$/.exec(token.text) : null;
    const number = Number(match?.[1]);
    if (match === null || number < 1 || (match[2] === '%' && number > 100)) {
      throw unsupported(token.text, token.offset, 'a count from 1 or a percentage from 1% to 100%');
    }
    return match[2] === '%' ? { percent: number } : { count: number };
  }

  #reference(): string {
    const token = this.#take();
    if ((token.kind !== 'word' && token.kind !== 'quoted') || token.text === '')
      throw unsupported(token.text, token.offset);
    return token.text;
  }

  #deeper(read: () => AlarmRule): AlarmRule {
    if (++this.#depth > deepest) {
      const { offset } = this.#peek();
      throw new RuleSyntaxError(
        `Error in AlarmRule [More than ${deepest} levels of nesting at char ${offset}]`,
        offset,
      );
    }
    const rule = read();
    this.#depth--;
    return rule;
  }

  #expect(kind: '(' | ')' | ','): void {
    const token = this.#take();
    if (token.kind !== kind) throw unsupported(token.text, token.offset, `'${kind}'`);
  }

  #isWord(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'word' && token.text === text;
  }

  #take(): RuleToken {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  #peek(): RuleToken {
    return this.tokens[this.#next] as RuleToken;
  }
}

function isState(text: string): text is AlarmState {
  return text === 'ALARM' || text === 'OK' || text === 'INSUFFICIENT_DATA';
}
