/** A piece of a rule's text. */
export interface RuleToken {
  readonly kind: '(' | ')' | ',' | 'word' | 'quoted' | 'end';
  /** What the piece stands for: a quoted name without its quotes and escapes. */
  readonly text: string;
  readonly offset: number;
}

/** A rule that CloudWatch cannot read. */
export class RuleSyntaxError extends Error {
  constructor(
    message: string,
    /** Where in the rule, from 0. */
    readonly offset: number,
  ) {
    super(message);
    this.name = 'RuleSyntaxError';
  }
}

const blank = /\s/;
const endOfWord = /[\s(),]/;

/**
 * Splits a rule into its pieces. Names may be written bare, without blanks, brackets and commas, or in double quotes,
 * where a quote inside is escaped by a backslash.
 */
export function tokenizeRule(text: string): RuleToken[] {
  const tokens: RuleToken[] = [];
  let offset = 0;
  while (offset < text.length) {
    const character = text[offset] as string;
    if (blank.test(character)) offset++;
    else if (character === '(' || character === ')' || character === ',') {
      tokens.push({ kind: character, text: character, offset });
      offset++;
    } else if (character === '"') {
      const { name, next } = quotedName(text, offset);
      tokens.push({ kind: 'quoted', text: name, offset });
      offset = next;
    } else {
      let end = offset;
      while (end < text.length && !endOfWord.test(text[end] as string)) end++;
      tokens.push({ kind: 'word', text: text.slice(offset, end), offset });
      offset = end;
    }
  }
  tokens.push({ kind: 'end', text: '', offset: text.length });
  return tokens;
}

/** CloudWatch's words for a piece it did not expect; `expected` follows where it says what it takes instead. */
export function unsupported(token: string, offset: number, expected?: string): RuleSyntaxError {
  const what = `Unsupported token '${token}' at char ${offset}`;
  return new RuleSyntaxError(
    `Error in AlarmRule [${expected === undefined ? what : `${what}, must be: ${expected}`}]`,
    offset,
  );
}

function quotedName(text: string, start: number): { name: string; next: number } {
  let name = '';
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text[offset] as string;
    const following = text[offset + 1];
    if (character === '"') return { name, next: offset + 1 };
    if (character === '\\' && (following === '"' || following === '\\')) {
      name += following;
      offset++;
    } else name += character;
  }
  throw new RuleSyntaxError(`Error in AlarmRule [The quote at char ${start} is not closed]`, start);
}
