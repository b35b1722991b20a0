const string = /"(?:[^"\\]|\\.)*"/y;
const plain = /[^\s,:{}[\]"]+/y;
const space = /\s*/y;

/**
 * The offset in a JSON text at which a value stands: that of its key in an object, of itself in a list. Where the path
 * leads out of the document, that of the last value on it. The text must be JSON.
 */
export function jsonOffset(text: string, path: readonly string[]): number {
  const reader = new Reader(text);
  let found = reader.skipSpace();
  for (const key of path) {
    const next = reader.enter(key);
    if (next === undefined) break;
    found = next;
  }
  return found;
}

/** Reads forward through a JSON text without building its values. */
class Reader {
  #offset = 0;

  constructor(private readonly text: string) {}

  /** Goes to the value of a key or an index of the value ahead. Returns where that stands; `undefined`: it has none. */
  enter(key: string): number | undefined {
    const isList = this.text[this.#offset] === '[';
    if (!isList && this.text[this.#offset] !== '{') return undefined;
    this.#offset++;
    for (let index = 0; ; index++) {
      const at = this.skipSpace();
      if (this.text[at] === ']' || this.text[at] === '}') return undefined;
      const name = isList ? String(index) : (JSON.parse(this.#take(string)) as string);
      if (!isList) this.#pass(':');
      if (name === key) return at;
      this.#skipValue();
      this.#pass(',');
    }
  }

  skipSpace(): number {
    this.#take(space);
    return this.#offset;
  }

  #skipValue(): void {
    let depth = 0;
    do {
      this.skipSpace();
      const character = this.text[this.#offset] ?? '';
      if (character === '"') this.#take(string);
      else if (character === '{' || character === '[') {
        depth++;
        this.#offset++;
      } else if (character === '}' || character === ']') {
        depth--;
        this.#offset++;
      } else if (character === ',' || character === ':') this.#offset++;
      else if (this.#take(plain) === '') return;
    } while (depth > 0);
  }

  #pass(character: string): void {
    if (this.text[this.skipSpace()] === character) this.#offset++;
    this.skipSpace();
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#offset += found.length;
    return found;
  }
}
