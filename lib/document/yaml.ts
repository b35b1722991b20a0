import type { Node } from 'yaml';
import type { Located } from './located-document';
import { tooDeep } from './nesting';
import type { Malformation, Reading } from './read-document';
import { parseYaml } from './yaml-nodes';
import { YamlPlaces } from './yaml-places';
import { YamlReader } from './yaml-reader';

/** Reads a YAML text; JSON is YAML. */
export function readYaml(text: string, reading: Reading, refuse: (malformation: Malformation) => never): Located {
  const { contents, mistake, placeAt } = parseYaml(text, (place) => refuse({ ...tooDeep, ...place }));
  if (mistake !== undefined) return refuse({ kind: 'syntax', message: mistake.message, ...placeAt(mistake.offset) });
  const shortTags = reading.shortTags === true;
  const reader = new YamlReader({
    shortTags,
    asText: reading.asText,
    refuse: (words, node) => refuse({ ...words, ...placeAt(offsetOf(node)) }),
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
