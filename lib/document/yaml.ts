import { LineCounter, type Node, parseDocument } from 'yaml';
import type { Located } from './located-document';
import { deepest, tooDeepYaml } from './nesting';
import type { Malformation, Reading } from './read-document';
import { YamlPlaces } from './yaml-places';
import { YamlReader } from './yaml-reader';

const parsing = {
  // Plain data only: no dates, sets or bytes, whichever version of YAML a document asks for.
  schema: 'core',
  resolveKnownTags: false,
  // The reader looks for keys that are there twice in time that grows with their number, not with its square.
  uniqueKeys: false,
  prettyErrors: false,
  // Silent, a second document would be passed over.
  logLevel: 'error',
} as const;

/** Reads a YAML text; JSON is YAML. */
export function readYaml(text: string, reading: Reading, refuse: (malformation: Malformation) => never): Located {
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const deep = tooDeepYaml(text);
  const lines = new LineCounter();
  if (deep !== undefined) {
    lineStarts(text).forEach(lines.addNewLine);
    return refuse({
      kind: 'limit',
      message: `The document is nested more than ${deepest} levels deep.`,
      ...placeAt(deep),
      fix: 'Close brackets that were left open here.',
    });
  }
  const { contents, errors } = parseDocument(text, { ...parsing, lineCounter: lines });
  const [mistake] = errors;
  if (mistake !== undefined)
    return refuse({ kind: 'syntax', message: sentence(mistake.message), ...placeAt(mistake.pos[0]) });
  const shortTags = reading.shortTags === true;
  const reader = new YamlReader({
    shortTags,
    asText: reading.asText,
    refuse: (kind, message, node, fix) =>
      refuse({ kind, message, ...placeAt(offsetOf(node)), ...(fix !== undefined && { fix }) }),
  });
  const value = reader.read(contents);
  const places = new YamlPlaces(contents, reader.targets, shortTags);
  return {
    value,
    find: (path) => {
      const { key, value } = places.find(path) ?? {};
      return key && value && { key: offsetOf(key), value: offsetOf(value) };
    },
    placeAt,
  };
}

function offsetOf({ range }: Node): number {
  return range?.[0] ?? 0;
}

function lineStarts(text: string): number[] {
  return [...text.matchAll(/^/gm)].map(({ index }) => index);
}

function sentence(message: string): string {
  const [line = message] = message.split('\n');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
