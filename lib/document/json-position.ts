import { endOfString } from './json-string';
import type { Found, Path } from './located-document';

const plain = /[^\s,:{}[\]"]+/y;
const space = /\s*/y;

/** Where in a JSON text the value at a path stands, or the last value on the path that is there. The text must be JSON. */
export function findInJson(text: string, path: Path): Found {
  const reader = new Reader(text);
  const start = reader.skipSpace();
  let found: Found = { key: start, value: start };
  for (const step of path) {
    const next = reader.enter(String(step));
    if (next === undefined) break;
    found = next;
  }
  return found;
}

/** Reads forward through a JSON text without building its values. */
class Reader {
  #offset = 0;

  constructor(private readonly text: string) {}

  /** Goes to the value of a key or an index of the value ahead. `undefined`: it has none. */
  enter(step: string): Found | undefined {
    const isList = this.text[this.#offset] === '[';
    if (!isList && this.text[this.#offset] !== '{') return undefined;
    this.#offset++;
    for (let index = 0; ; index++) {
      const at = this.skipSpace();
      if (this.text[at] === ']' || this.text[at] === '}') return undefined;
      const name = isList ? String(index) : (JSON.parse(this.#takeString()) as string);
      if (!isList) this.#pass(':');
      if (name === step) return { key: at, value: this.#offset };
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
      if (character === '"') this.#takeString();
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

  #takeString(): string {
    const start = this.#offset;
    this.#offset = endOfString(this.text, start) + 1;
    return this.text.slice(start, this.#offset);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#offset += found.length;
    return found;
  }
}
