export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** Keys and indices from the root. An index may be written as text. */
export type Path = readonly (string | number)[];

/** A document whose values are plain data, and which knows where each of them was written. */
export interface LocatedDocument {
  /** How the person names the file; absent for data that came from code. */
  readonly file?: string;
  readonly value: unknown;
  /**
   * Where the value at this path was written, or the nearest value around it; absent for data that came from code.
   * @param at `key`: rather the key that leads to it; `offset`: rather this character of its text
   */
  placeOf(path: Path, at?: { readonly key?: boolean; readonly offset?: number }): Place | undefined;
}

/** Data that came from code: it has no places. */
export function asDocument(value: unknown): LocatedDocument {
  return { value, placeOf: () => undefined };
}

/** The offsets in a text at which a value stands, and the key that leads to it; in a list both are the item's. */
export interface Found {
  readonly key: number;
  readonly value: number;
}

/** What reading a text yields; offsets become places when somebody asks for one. */
export interface Located {
  readonly value: unknown;
  /** The value at this path, or the nearest around it. `undefined`: the document is empty. */
  find(path: Path): Found | undefined;
  placeAt(offset: number): Place;
}
