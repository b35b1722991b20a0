import { type Diagnostic, InputError } from '../../lib/diagnostic';
import { type Path, type Reading, readDocument } from '../../lib/document';

const malformed: Reading['malformed'] = ({ kind, message, fix }) => ({ id: kind, message, fix: fix ?? 'Mend it.' });

function read(text: string, more: Partial<Reading> = {}) {
  return readDocument(text, { file: 'a.yaml', malformed, ...more });
}

function refused(text: string, more: Partial<Reading> = {}): readonly Diagnostic[] {
  try {
    read(text, more);
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics;
    throw error;
  }
  return [];
}

describe('YAML', () => {
  test('a map merges others: its own keys count first, then those of the first map', () => {
    const { value } = read(
      'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {z: 3, <<: [*a, *b]}\nd: {<<: *a}\ne: {"<<": 1}',
    );
    expect(value).toMatchObject({ c: { x: 1, y: 1, z: 3 }, d: { x: 1, y: 1 }, e: { '<<': 1 } });
  });

  test('an alias means the last anchor of its name before it', () => {
    expect(read('[&a 1, *a, &a 2, *a, {&k key: v}, *k]').value).toEqual([1, 1, 2, 2, { key: 'v' }, 'key']);
    expect(refused('a: *b\nb: &b 1')).toMatchObject([{ line: 1, column: 4, message: expect.stringContaining('&b') }]);
  });

  test('accounts keep their zeros; what counts as text is kept as it is written', () => {
    expect(read('[012345678901, 0, 0.5, -1, 1e3, 0x3, true]').value).toEqual([
      '012345678901',
      0,
      0.5,
      -1,
      1000,
      3,
      true,
    ]);
    const asText = (path: Path) => path[0] === 't';
    expect(read('{t: [0x3, 1.10, ~, yes], n: 1.10}', { asText }).value).toEqual({
      t: ['0x3', '1.10', null, 'yes'],
      n: 1.1,
    });
    expect(read('{"t": 1.10}', { asText }).value).toEqual({ t: '1.10' });
  });

  test('it is plain data, whichever version of YAML the text asks for', () => {
    expect(read('%YAML 1.1\n---\n{a: 2026-01-05, b: !!set {x}, c: yes, <<: {d: 1}}').value).toEqual({
      a: '2026-01-05',
      b: { x: null },
      c: 'yes',
      d: 1,
    });
    expect(Object.keys(read('{__proto__: {a: 1}, <<: {toString: 1}}').value as object)).toEqual([
      'toString',
      '__proto__',
    ]);
  });

  test('short tags become functions where they are asked for', () => {
    const text = '[!Ref A, !GetAtt A.B.C, !GetAtt [A, B], !Condition C, !Join ["-", [!Sub x]], !Select 1]';
    expect(read(text, { shortTags: true }).value).toEqual([
      { Ref: 'A' },
      { 'Fn::GetAtt': ['A', 'B.C'] },
      { 'Fn::GetAtt': ['A', 'B'] },
      { Condition: 'C' },
      { 'Fn::Join': ['-', [{ 'Fn::Sub': 'x' }]] },
      { 'Fn::Select': '1' },
    ]);
    expect(read('!Ref A').value).toBe('A');
    expect(refused('[!Ref A, !other x]', { shortTags: true })).toMatchObject([
      { line: 1, message: expect.stringMatching(/!other/) },
    ]);
  });

  test.each([
    ['a key twice', 'a: 1\nb: 1\na: 2', 3, 1],
    ['a list as a key', 'a: 1\n? [b]\n: 2', 2, 3],
    ['an open bracket', 'a: [1', 1, 6],
    ['two documents', 'a: 1\n---\nb: 1', 2, 1],
  ])('%s is refused with its place', (_, text, line, column) => {
    expect(refused(text)).toMatchObject([{ id: 'syntax', severity: 'error', file: 'a.yaml', line, column }]);
  });
});

describe('places', () => {
  const yaml = `shared: &shared
  text: abc
top:
  <<: *shared
  list: [one, "t\\two", 'it''s']
  function: !Join ['-', [a, !Sub "\${b}"]]
  block: |
    first
  same: *shared
  empty:
`;
  const { placeOf } = read(yaml, { shortTags: true });
  const at = (line: number, column: number) => ({ line, column });

  test('of values and of keys', () => {
    expect(placeOf(['top', 'list', 1])).toEqual(at(5, 15));
    expect(placeOf(['top', 'list'], { key: true })).toEqual(at(5, 3));
    expect(placeOf(['top', 'list', '1'], { key: true })).toEqual(at(5, 15));
    expect(placeOf(['top', 'empty'], { key: true })).toEqual(at(10, 3));
    expect(placeOf([])).toEqual(at(1, 1));
    expect(read('').placeOf(['a'])).toBeUndefined();
  });

  test('of what is not there: the nearest around it', () => {
    expect(placeOf(['top', 'list', 7, 'x'])).toEqual(at(5, 9));
    expect(placeOf(['top', 'list', 7, 'x'], { key: true })).toEqual(at(5, 3));
    expect(placeOf(['nowhere'])).toEqual(at(1, 1));
  });

  test('through tags, aliases and merged maps', () => {
    expect(placeOf(['top', 'function', 'Fn::Join', '1', '1', 'Fn::Sub'])).toEqual(at(6, 34));
    expect(placeOf(['top', 'same'])).toEqual(at(9, 9));
    expect(placeOf(['top', 'same', 'text'])).toEqual(at(2, 9));
    expect(placeOf(['top', 'text'])).toEqual(at(2, 9));
  });

  test('of a character in a text, where the text is written as it is', () => {
    expect(placeOf(['shared', 'text'], { offset: 2 })).toEqual(at(2, 11));
    expect(placeOf(['top', 'list', 1], { offset: 1 })).toEqual(at(5, 17));
    expect(placeOf(['top', 'list', 1], { offset: 3 })).toEqual(at(5, 15));
    expect(placeOf(['top', 'block'], { offset: 2 })).toEqual(at(7, 10));
    const json = read('{\n "a": "bcd"}', { file: 'a.json' });
    expect(json.placeOf(['a'], { offset: 2 })).toEqual(at(2, 10));
    expect(json.placeOf(['a', 'b'])).toEqual(at(2, 7));
    expect(json.placeOf(['a'], { key: true })).toEqual(at(2, 2));
  });
});

describe('JSON', () => {
  test('says what is expected where it breaks off', () => {
    expect(refused('{\n "a": }', { file: 'a.json' })).toMatchObject([
      { line: 2, column: 7, message: 'expected a value, but found "}".' },
    ]);
  });

  test('a file of YAML may begin with a brace', () => {
    expect(read('{a: 1}').value).toEqual({ a: 1 });
    expect(read('\uFEFF{"a": 1}', { file: 'a.json' }).value).toEqual({ a: 1 });
  });

  test('holds strings of any length', () => {
    const long = '\\n'.repeat(6_000_000);
    expect(read(`{"a": "${long}", "b": 1}`).placeOf(['b'])).toEqual({ line: 1, column: long.length + 16 });
    expect(refused(`{"a": "${long}", "b": }`, { file: 'a.json' })).toMatchObject([{ line: 1 }]);
  });
});

describe('limits', () => {
  test.each<[string, string]>([
    ['a.json', '['.repeat(50_000)],
    ['a.json', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['a.json', '{"a":'.repeat(50_000)],
    ['a.yaml', '['.repeat(50_000)],
    ['a.yaml', '? '.repeat(5_000)],
    ['a.yaml', '- '.repeat(5_000)],
    ['a.yaml', `${Array.from({ length: 120 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')} 1`],
  ])('deep nesting is refused in %s', (file, text) => {
    expect(refused(text, { file })).toMatchObject([{ id: 'limit', message: expect.stringContaining('100 levels') }]);
  });

  test('brackets in strings do not nest', () => {
    expect(read(`{"a": "${'['.repeat(200)}\\"["}`).value).toEqual({ a: `${'['.repeat(200)}"[` });
    expect(read(`a: "${'['.repeat(200)}"`).value).toEqual({ a: '['.repeat(200) });
  });

  test.each([
    [
      'aliases of aliases',
      Array.from({ length: 12 }, (_, n) => `l${n}: &l${n} [${`${n === 0 ? 'x' : `*l${n - 1}`}, `.repeat(9)}]`),
    ],
    [
      'merges of merges',
      Array.from(
        { length: 12 },
        (_, n) => `l${n}: &l${n} {a${n}: 1, <<: [${`${n === 0 ? '{x: 1}' : `*l${n - 1}`}, `.repeat(9)}]}`,
      ),
    ],
    ['an alias of itself', ['a: &a [*a, *a]']],
    ['a merge of itself', ['a: &a {<<: [*a, *a]}']],
  ])('%s are refused', (_, lines) => {
    expect(refused(lines.join('\n'))).toMatchObject([{ id: 'limit' }]);
  });
});
