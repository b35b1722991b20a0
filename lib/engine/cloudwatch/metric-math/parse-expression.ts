import { bindingPower, type Expression, negationPower, type Operator, partsOf } from './expression';
import { ExpressionSyntaxError, type ExpressionToken, tokenizeExpression } from './expression-tokens';

/** More levels than an expression inside CloudWatch's 2,048 characters has a use for. */
const deepest = 500;

const words: ReadonlySet<string> = new Set(['REPEAT', 'LINEAR', 'ASC', 'DESC', 'AVG', 'MIN', 'MAX', 'SUM']);

/**
 * Reads a metric math expression.
 * @throws ExpressionSyntaxError with the place
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parseExpression(text: string): Expression {
  return new ExpressionParser(tokenizeExpression(text)).read();
}

class ExpressionParser {
  #next = 0;
  /** How deep each expression read so far reaches, so that nothing that walks it runs out of stack. */
  readonly #depths = new WeakMap<Expression, number>();
  #nesting = 0;

  constructor(private readonly tokens: readonly ExpressionToken[]) {}

  read(): Expression {
    const expression = this.#expression(0);
    const rest = this.#peek();
    if (rest.kind !== 'end') throw unexpected(rest, 'an operator or the end');
    return expression;
  }

  /** Reads operators that bind at least as tightly as `power`. */
  #expression(power: number): Expression {
    if (++this.#nesting > deepest) throw tooDeep(this.#peek().offset);
    let left = this.#operand();
    for (;;) {
      const token = this.#peek();
      const operator = operatorOf(token);
      if (operator === undefined || bindingPower[operator] < power) break;
      this.#next++;
      // Powers group from the right, everything else from the left.
      const right = this.#expression(operator === '^' ? bindingPower[operator] : bindingPower[operator] + 1);
      left = this.#built({ kind: 'binary', operator, left, right, offset: token.offset });
    }
    this.#nesting--;
    return left;
  }

  #operand(): Expression {
    const token = this.#take();
    const { offset, text } = token;
    switch (token.kind) {
      case 'number': {
        const value = Number(text);
        if (!Number.isFinite(value)) throw new ExpressionSyntaxError(`${text} is too large`, offset);
        return { kind: 'number', value, offset };
      }
      case 'string':
        return { kind: 'string', value: text, offset };
      case 'name':
        return this.#named(token);
      case 'symbol': {
        if (text === '-') return this.#built({ kind: 'negate', operand: this.#expression(negationPower), offset });
        if (text === '(') {
          const inner = this.#expression(0);
          this.#expect(')');
          return inner;
        }
        if (text === '[') return this.#built({ kind: 'array', items: this.#list(']'), offset });
        break;
      }
      default:
    }
    throw unexpected(token, 'a number, an id, a function or a parenthesis');
  }

  #named({ text, offset }: ExpressionToken): Expression {
    if (this.#isSymbol('(')) {
      this.#next++;
      return this.#built({ kind: 'call', name: text, arguments: this.#list(')'), offset });
    }
    if (/^[a-z]/.test(text)) return { kind: 'id', name: text, offset };
    if (words.has(text)) return { kind: 'word', name: text, offset };
    throw new ExpressionSyntaxError(`Unexpected '${text}': an id begins with a lower-case letter`, offset);
  }

  #list(close: ')' | ']'): Expression[] {
    const items: Expression[] = [];
    if (this.#isSymbol(close)) {
      this.#next++;
      return items;
    }
    for (;;) {
      items.push(this.#expression(0));
      if (this.#isSymbol(',')) this.#next++;
      else break;
    }
    this.#expect(close);
    return items;
  }

  #built(expression: Expression): Expression {
    const depth = 1 + Math.max(0, ...partsOf(expression).map((part) => this.#depths.get(part) ?? 1));
    if (depth > deepest) throw tooDeep(expression.offset);
    this.#depths.set(expression, depth);
    return expression;
  }

  #expect(text: string): void {
    const token = this.#take();
    if (token.kind !== 'symbol' || token.text !== text) throw unexpected(token, `'${text}'`);
  }

  #isSymbol(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'symbol' && token.text === text;
  }

  #take(): ExpressionToken {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  #peek(): ExpressionToken {
    return this.tokens[this.#next] as ExpressionToken;
  }
}

function operatorOf(token: ExpressionToken): Operator | undefined {
  if (token.kind === 'name') return token.text === 'AND' || token.text === 'OR' ? token.text : undefined;
  if (token.kind !== 'symbol') return undefined;
  if (token.text === '&&') return 'AND';
  if (token.text === '||') return 'OR';
  return token.text in bindingPower ? (token.text as Operator) : undefined;
}

function unexpected(token: ExpressionToken, expected: string): ExpressionSyntaxError {
  const found = token.kind === 'end' ? 'Unexpected end' : `Unexpected '${token.text}'`;
  return new ExpressionSyntaxError(`${found}: expected ${expected}`, token.offset);
}

function tooDeep(offset: number): ExpressionSyntaxError {
  return new ExpressionSyntaxError(`More than ${deepest} levels of nesting`, offset);
}
