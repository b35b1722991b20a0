import { Composer, type CST, Lexer, LineCounter, type Node, Parser } from 'yaml';
import type { Place } from './located-document';
import { deepest } from './nesting';

/** What parsing a YAML text came to. */
export interface YamlNodes {
  readonly contents: Node | null;
  /** The first mistake: what follows it follows from it. */
  readonly mistake?: { readonly message: string; readonly offset: number };
  placeAt(offset: number): Place;
}

const options = {
  // Plain data only: no dates, sets or bytes, whichever version of YAML a document asks for.
  schema: 'core',
  resolveKnownTags: false,
  // The reader looks for keys that are there twice in time that grows with their number, not with its square.
  uniqueKeys: false,
} as const;

/**
 * Parses a YAML text into nodes.
 * @param refuseDepth called with the offset at which nesting becomes too deep; it throws
 */
export function parseYaml(text: string, refuseDepth: (place: Place) => never): YamlNodes {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const tokens = tokensOf(text, lines, (offset) => refuseDepth(placeAt(offset)));
  const [document, another] = firstTwo(new Composer(options).compose(tokens, true, text.length));
  const [error] = document?.errors ?? [];
  const mistake =
    error !== undefined
      ? { message: sentence(error.message), offset: error.pos[0] }
      : another !== undefined
        ? { message: 'The file holds more than one document.', offset: another.range[0] }
        : undefined;
  return { contents: document?.contents ?? null, ...(mistake && { mistake }), placeAt };
}

/** `Parser.parse`, save that its stack does not grow without end: it and what follows it are recursive. */
function* tokensOf(text: string, lines: LineCounter, refuse: (offset: number) => never): Generator<CST.Token, void> {
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // Besides lists and maps the document lies on it, and a scalar.
    if (parser.stack.length > deepest + 2) refuse(parser.offset);
  }
  yield* parser.end();
}

function firstTwo<T>(items: Iterable<T>): readonly T[] {
  const found: T[] = [];
  for (const item of items) if (found.push(item) === 2) break;
  return found;
}

function sentence(message: string): string {
  const [line = message] = message.split('\n');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
