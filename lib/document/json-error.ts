/** Where a text stops being JSON, and what is wrong there. `JSON.parse` does not say the place on every Node. */
export interface JsonError {
  readonly offset: number;
  readonly message: string;
}

const quote = /"/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const partOfString = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const space = /[ \t\r\n]*/y;

/** The first error of a text that `JSON.parse` refuses; `undefined` where there is none. */
export function jsonError(text: string): JsonError | undefined {
  let offset = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text);
    if (found === null) return false;
    offset += found[0].length;
    return true;
  };
  const takeString = (): boolean => {
    const start = offset;
    if (take(quote)) {
      while (take(partOfString));
      if (take(quote)) return true;
    }
    offset = start;
    return false;
  };
  const skip = () => take(space);
  const takeText = (expected: string): boolean => {
    skip();
    if (!text.startsWith(expected, offset)) return false;
    offset += expected.length;
    return true;
  };
  const wrong = (expected: string): JsonError => {
    skip();
    const found = offset < text.length ? `found ${JSON.stringify(text[offset])}` : 'the file ends';
    return { offset, message: `expected ${expected}, but ${found}` };
  };
  const members = (end: string, member: () => JsonError | undefined): JsonError | undefined => {
    if (takeText(end)) return undefined;
    do {
      const error = member();
      if (error !== undefined) return error;
    } while (takeText(','));
    return takeText(end) ? undefined : wrong(`"," or "${end}"`);
  };
  const pair = (): JsonError | undefined => {
    skip();
    if (!takeString()) return wrong('a key in double quotes');
    return takeText(':') ? value() : wrong('":"');
  };
  const value = (): JsonError | undefined => {
    skip();
    if (takeText('{')) return members('}', pair);
    if (takeText('[')) return members(']', value);
    return takeString() || take(scalar) ? undefined : wrong('a value');
  };
  const error = value();
  if (error !== undefined) return error;
  skip();
  return offset < text.length ? wrong('the end of the file') : undefined;
}
