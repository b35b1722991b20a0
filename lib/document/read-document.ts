import { type Diagnostic, InputError } from '../diagnostic';
import { readJson } from './json';
import type { Located, LocatedDocument, Path, Place } from './located-document';
import { readYaml } from './yaml';

/** Why a text cannot be read, and where. */
export interface Malformation extends Place {
  /** `limit`: it is JSON or YAML, but of a kind that is not taken. */
  readonly kind: 'syntax' | 'limit';
  /** One sentence. */
  readonly message: string;
  /** One sentence, where the mend is known. */
  readonly fix?: string;
}

export interface Reading {
  /** How the person names the file. One that ends in `.yaml` or `.yml` is not JSON where it begins with a brace. */
  readonly file: string;
  /** The words for a text that cannot be read. */
  readonly malformed: (malformation: Malformation) => Pick<Diagnostic, 'id' | 'message' | 'fix'>;
  /**
   * The values whose text counts, as it is written: `0x3` is the number 3 for YAML, `1.0` is 1.
   * @default none
   */
  readonly asText?: (path: Path) => boolean;
  /** CloudFormation's short tags (`!Ref`, `!GetAtt`, `!Sub` …) become the functions they stand for. @default false */
  readonly shortTags?: boolean;
}

/**
 * Reads a YAML or JSON text. It takes time in proportion to the text: nesting, and what aliases repeat, have limits.
 * Numbers with zeros at their front (accounts) stay text, and merge keys (`<<`) are followed.
 * @throws InputError with the first mistake of the syntax, by line and column: what follows it follows from it
 */
export function readDocument(text: string, reading: Reading): LocatedDocument {
  const { file } = reading;
  const plain = text.replace(/^\uFEFF/, '');
  const refuse = (malformation: Malformation): never => {
    const { line, column } = malformation;
    throw new InputError({ ...reading.malformed(malformation), severity: 'error', file, line, column });
  };
  // JSON.parse is many times as fast as a parser of YAML, but it keeps neither the text of numbers nor a key's twin.
  const json = reading.asText === undefined ? readJson(plain, /\.ya?ml$/i.test(file), refuse) : undefined;
  const located = json ?? readYaml(plain, reading, refuse);
  return {
    file,
    value: located.value,
    placeOf: (path, { key = false, offset = 0 } = {}) => {
      const found = located.find(path);
      if (found === undefined) return undefined;
      if (key) return located.placeAt(found.key);
      return located.placeAt(found.value + offsetInText(located, path, plain, found.value, offset));
    },
  };
}

/** Where quotes, escapes and line breaks shift the characters of a text, its beginning has to do. */
function offsetInText({ value }: Located, path: Path, text: string, start: number, offset: number): number {
  if (offset === 0) return 0;
  const before = String(valueAt(value, path)).slice(0, offset);
  const quote = text[start] === '"' || text[start] === "'" ? 1 : 0;
  return text.startsWith(before, start + quote) ? quote + offset : 0;
}

/** `undefined` where the path leads out of the value. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    value,
  );
}
