/** An expression that CloudWatch cannot read, or whose parts do not fit together. */
export class ExpressionSyntaxError extends Error {
  constructor(
    message: string,
    /** Where in the expression, from 0. */
    readonly offset: number,
  ) {
    super(message);
    this.name = 'ExpressionSyntaxError';
  }
}

/** A piece of an expression's text. */
export interface ExpressionToken {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'end';
  readonly text: string;
  readonly offset: number;
}

const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const symbol = /==|!=|<=|>=|&&|\|\||[-+*/^<>(),[\]]/y;
const blanks = /\s*/y;

/** Splits an expression into its pieces. */
export function tokenizeExpression(text: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  let offset = match(blanks, text, 0)?.length ?? 0;
  while (offset < text.length) {
    const token = tokenAt(text, offset);
    tokens.push(token.token);
    offset = token.next + (match(blanks, text, token.next)?.length ?? 0);
  }
  tokens.push({ kind: 'end', text: '', offset: text.length });
  return tokens;
}

function tokenAt(text: string, offset: number): { token: ExpressionToken; next: number } {
  const quote = text[offset];
  if (quote === '"' || quote === "'") return stringAt(text, offset, quote);
  for (const [kind, pattern] of [
    ['number', number],
    ['name', name],
    ['symbol', symbol],
  ] as const) {
    const found = match(pattern, text, offset);
    if (found !== undefined) return { token: { kind, text: found, offset }, next: offset + found.length };
  }
  throw new ExpressionSyntaxError(
    `Unexpected character '${String.fromCodePoint(text.codePointAt(offset) ?? 0)}'`,
    offset,
  );
}

/** Text in double or single quotes; a backslash escapes a quote or a backslash. */
function stringAt(text: string, start: number, quote: string): { token: ExpressionToken; next: number } {
  let value = '';
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text[offset] as string;
    const following = text[offset + 1];
    if (character === quote) return { token: { kind: 'string', text: value, offset: start }, next: offset + 1 };
    if (character === '\\' && (following === '"' || following === "'" || following === '\\')) {
      value += following;
      offset++;
    } else value += character;
  }
  throw new ExpressionSyntaxError('The quote is not closed', start);
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
