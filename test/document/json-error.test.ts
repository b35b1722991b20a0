import fc from 'fast-check';
import { jsonError } from '../../lib/document/json-error';

test.each([
  ['{"a": }', 6, 'a value'],
  ['{"a": 1,}', 8, 'a key in double quotes'],
  ["{'a': 1}", 1, 'a key in double quotes'],
  ['{"a" 1}', 5, '":"'],
  ['[1 2]', 3, '"," or "]"'],
  ['{"a": [1, {"b": 2}', 18, 'the file ends'],
  ['{} x', 3, 'the end of the file'],
  ['{"a": 01}', 7, '"," or "}"'],
])('%s stops being JSON at %i', (text, offset, message) => {
  expect(jsonError(text)).toEqual({ offset, message: expect.stringContaining(message) });
});

test('JSON has no error', () => {
  fc.assert(fc.property(fc.json(), (text) => expect(jsonError(text)).toBeUndefined()));
});

test('a text has an error exactly where JSON.parse refuses it', () => {
  const cut = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '}', ',', '"', 'x')).map(([text, at, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + 1);
  });
  const refuses = (text: string) => {
    try {
      JSON.parse(text);
      return false;
    } catch {
      return true;
    }
  };
  fc.assert(fc.property(cut, (text) => expect(jsonError(text) !== undefined).toBe(refuses(text))));
});
