import { tooDeepAt } from './json-depth';
import { jsonError } from './json-error';
import { findInJson } from './json-position';
import type { Located, Place } from './located-document';
import { tooDeep } from './nesting';
import type { Malformation } from './read-document';

/**
 * Reads a text that begins as JSON does. `undefined`: it is none, and may be YAML, which may begin with a bracket too.
 * @param isYaml by its name: what is not JSON is no mistake then
 */
export function readJson(
  text: string,
  isYaml: boolean,
  refuse: (malformation: Malformation) => never,
): Located | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const placeAt = (offset: number) => placeIn(text, offset);
  const parsed = parse(text);
  if (parsed === undefined && isYaml) return undefined;
  const deep = tooDeepAt(text);
  if (deep !== undefined) return refuse({ ...tooDeep, ...placeAt(deep) });
  if (parsed !== undefined) return { value: parsed.value, find: (path) => findInJson(text, path), placeAt };
  const error = jsonError(text);
  return error && refuse({ kind: 'syntax', message: `${error.message}.`, ...placeAt(error.offset) });
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
