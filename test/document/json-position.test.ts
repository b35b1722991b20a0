import fc from 'fast-check';
import { findInJson } from '../../lib/document/json-position';

const text = '{ "a": [1, {"b \\" c": "x"}, [] ],\n "d": { "e": null } }';

test.each([
  [[], 0],
  [['a'], 2],
  [['a', '0'], 8],
  [['a', '1', 'b " c'], 12],
  [['a', '2'], 28],
  [['d', 'e'], 42],
  // What is not there: its nearest ancestor.
  [['d', 'x', 'y'], 35],
  [['a', '7'], 2],
  [['z'], 0],
])('%j stands at %i', (path, offset) => {
  expect(findInJson(text, path).key).toBe(offset);
});

/** Every path of a value. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, item]) => paths(item, [...path, key]))];
}

test('every value of a document is found at its own place', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1), (value, indent) => {
      const document = JSON.stringify(value, null, indent);
      const all = paths(JSON.parse(document));
      for (const path of all) {
        const rest = document.slice(findInJson(document, path).key);
        const key = path.at(-1);
        const parent = path.slice(0, -1).reduce<unknown>((at, k) => (at as Record<string, unknown>)[k], value);
        if (key !== undefined && !Array.isArray(parent)) expect(rest.startsWith(JSON.stringify(key))).toBe(true);
      }
      const offsets = all.map((path) => findInJson(document, path).key);
      // The document itself and its first value may stand at one place only where it has none.
      expect(new Set(offsets.slice(1)).size).toBe(all.length - 1);
    }),
  );
});
