import { ExpressionSyntaxError } from '../metric-math';
import type { InsightsAggregate, InsightsCondition, InsightsQuery } from './insights-query';

interface Token {
  readonly kind: 'name' | 'quoted' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly offset: number;
}

const piece = /\s*(?:([A-Za-z_][\w.]*|\d+)|"([^"]*)"|'((?:[^'\\]|\\.)*)'|(!=|[=(),*]))/y;
const aggregates: readonly string[] = ['AVG', 'COUNT', 'MAX', 'MIN', 'SUM'];

/** Whether the text of an expression is a Metrics Insights query. */
export function isInsightsQuery(text: string): boolean {
  return /^\s*SELECT\s/i.test(text);
}

/**
 * Reads a Metrics Insights query.
 * @throws ExpressionSyntaxError with the place
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export function parseInsightsQuery(text: string): InsightsQuery {
  return new InsightsParser(tokenize(text)).read();
}

class InsightsParser {
  #next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  read(): InsightsQuery {
    this.#keyword('SELECT');
    const aggregate = this.#aggregate();
    this.#symbol('(');
    const metricName = this.#name();
    this.#symbol(')');
    this.#keyword('FROM');
    const from = this.#from();
    const where = this.#takes('WHERE') ? this.#list('AND', () => this.#condition()) : [];
    const groupBy = this.#groupBy();
    const ordered = this.#takes('ORDER');
    if (ordered) this.#order();
    if (this.#takes('LIMIT') && !/^\d+$/.test(this.#take().text)) throw this.#unexpected('a number', this.#next - 1);
    if (this.#peek().kind !== 'end') throw this.#unexpected('the end');
    return { aggregate, metricName, ...from, where, groupBy, ordered };
  }

  #from(): { namespace: string; dimensions?: readonly string[] } {
    if (!this.#takes('SCHEMA')) return { namespace: this.#name() };
    this.#symbol('(');
    const [namespace = '', ...dimensions] = this.#list(',', () => this.#name());
    this.#symbol(')');
    return { namespace, dimensions };
  }

  #condition(): InsightsCondition {
    const dimension = this.#name();
    const operator = this.#take();
    if (operator.text !== '=' && operator.text !== '!=') throw this.#unexpected("'=' or '!='", this.#next - 1);
    const value = this.#take();
    if (value.kind !== 'string') throw this.#unexpected('a value in single quotes', this.#next - 1);
    return { dimension, equal: operator.text === '=', value: value.text };
  }

  #groupBy(): string[] {
    if (!this.#takes('GROUP')) return [];
    this.#keyword('BY');
    return this.#list(',', () => this.#name());
  }

  #order(): void {
    this.#keyword('BY');
    this.#aggregate();
    this.#symbol('(');
    this.#symbol(')');
    if (!this.#takes('ASC')) this.#takes('DESC');
  }

  #aggregate(): InsightsAggregate {
    const token = this.#take();
    const name = token.text.toUpperCase();
    if (!aggregates.includes(name)) throw this.#unexpected('AVG, COUNT, MAX, MIN or SUM', this.#next - 1);
    return name as InsightsAggregate;
  }

  #list<T>(separator: string, read: () => T): T[] {
    const items = [read()];
    while (this.#takes(separator)) items.push(read());
    return items;
  }

  #name(): string {
    const token = this.#take();
    if (token.kind !== 'name' && token.kind !== 'quoted') throw this.#unexpected('a name', this.#next - 1);
    return token.text;
  }

  #keyword(word: string): void {
    if (!this.#takes(word)) throw this.#unexpected(word);
  }

  #symbol(text: string): void {
    if (!this.#takes(text)) throw this.#unexpected(`'${text}'`);
  }

  #takes(text: string): boolean {
    const token = this.#peek();
    const taken = (token.kind === 'name' || token.kind === 'symbol') && token.text.toUpperCase() === text;
    if (taken) this.#next++;
    return taken;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  #peek(): Token {
    return this.tokens[this.#next] as Token;
  }

  #unexpected(expected: string, index = this.#next): ExpressionSyntaxError {
    const token = this.tokens[Math.max(index, 0)] ?? this.#peek();
    const found = token.kind === 'end' ? 'Unexpected end' : `Unexpected '${token.text}'`;
    return new ExpressionSyntaxError(`${found}: expected ${expected}`, token.offset);
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (text.slice(offset).trim() !== '') {
    piece.lastIndex = offset;
    const found = piece.exec(text);
    const start = offset + (text.slice(offset).length - text.slice(offset).trimStart().length);
    if (found === null) throw new ExpressionSyntaxError(`Unexpected character '${text[start]}'`, start);
    const [whole, name, quoted, string, symbol] = found;
    const kind =
      name !== undefined ? 'name' : quoted !== undefined ? 'quoted' : string !== undefined ? 'string' : 'symbol';
    tokens.push({ kind, text: name ?? quoted ?? string?.replace(/\\(.)/g, '$1') ?? symbol ?? '', offset: start });
    offset += whole.length;
  }
  tokens.push({ kind: 'end', text: '', offset: text.length });
  return tokens;
}
