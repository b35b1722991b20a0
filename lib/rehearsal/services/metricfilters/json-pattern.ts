import { comparison, type Operator } from './comparison';
import { type FilterPattern, FilterPatternError } from './filter-pattern';

type Predicate = (document: unknown) => boolean;

const tokens =
  /\s*(&&|\|\||[(){}]|!=|>=|<=|=|>|<|\$(?:\.[\w-]+|\["[^"]*"\]|\[\d+\]|\[\*\])*|"(?:[^"\\]|\\.)*"|%[^%]+%|[^\s()&|=<>!}]+)/y;

/**
 * `{ $.level = "ERROR" && ($.latency > 500 || $.error IS TRUE) }`. Lines that are no JSON object match nothing: those of
 * Lambda's text format begin with a timestamp, and are none.
 * @throws FilterPatternError
 */
export function parseJsonPattern(pattern: string): FilterPattern {
  const reader = new Reader(tokensOf(pattern));
  reader.take('{');
  const holds = reader.alternatives();
  reader.take('}');
  reader.end();
  return (line) => {
    const document = documentIn(line);
    if (document === undefined || !holds(document)) return undefined;
    return { valueOf: (selector) => valuesAt(document, selector)[0] };
  };
}

/** Recursive descent: `||` binds less than `&&`. */
class Reader {
  #at = 0;

  constructor(private readonly words: readonly string[]) {}

  alternatives(): Predicate {
    const parts = [this.#conjunction()];
    while (this.#next('||')) parts.push(this.#conjunction());
    return (document) => parts.some((part) => part(document));
  }

  #conjunction(): Predicate {
    const parts = [this.#term()];
    while (this.#next('&&')) parts.push(this.#term());
    return (document) => parts.every((part) => part(document));
  }

  #term(): Predicate {
    if (this.#next('(')) {
      const inner = this.alternatives();
      this.take(')');
      return inner;
    }
    const selector = this.#word();
    if (!selector.startsWith('$')) throw invalid();
    const operator = this.#word();
    switch (operator.toUpperCase()) {
      case 'EXISTS':
        return (document) => valuesAt(document, selector).length > 0;
      case 'NOT':
        if (this.#word().toUpperCase() !== 'EXISTS') throw invalid();
        return (document) => valuesAt(document, selector).length === 0;
      case 'IS': {
        const wanted = { NULL: null, TRUE: true, FALSE: false }[this.#word().toUpperCase()];
        if (wanted === undefined) throw invalid();
        return (document) => valuesAt(document, selector).includes(wanted);
      }
      default: {
        if (!/^(!=|>=|<=|=|>|<)$/.test(operator)) throw invalid();
        const compares = comparison(operator as Operator, this.#word());
        return (document) => valuesAt(document, selector).some(compares);
      }
    }
  }

  take(word: string): void {
    if (!this.#next(word)) throw invalid();
  }

  end(): void {
    if (this.#at < this.words.length) throw invalid();
  }

  #next(word: string): boolean {
    if (this.words[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }

  #word(): string {
    const word = this.words[this.#at++];
    if (word === undefined) throw invalid();
    return word;
  }
}

function tokensOf(pattern: string): readonly string[] {
  const found: string[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < pattern.length) {
    const [, token] = tokens.exec(pattern) ?? [];
    if (token === undefined) throw invalid();
    found.push(token);
  }
  return found;
}

/** Every value that a selector names: `$.a.b`, `$["a.b"]`, `$.list[0]`, `$.list[*].id`. */
function valuesAt(document: unknown, selector: string): readonly unknown[] {
  const steps = [...selector.matchAll(/\.([\w-]+)|\["([^"]*)"\]|\[(\d+|\*)\]/g)];
  let values: readonly unknown[] = [document];
  for (const [, name, quoted, index] of steps) {
    values = values.flatMap((value) => {
      if (index === '*') return Array.isArray(value) ? value : [];
      const key = name ?? quoted ?? index ?? '';
      if (typeof value !== 'object' || value === null || !(key in value)) return [];
      return [(value as Record<string, unknown>)[key]];
    });
  }
  return values;
}

function documentIn(line: string): object | undefined {
  const text = line.trim();
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

const invalid = () => new FilterPatternError('Invalid metric filter pattern');
