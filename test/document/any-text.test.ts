import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readAlarmTests } from '../../lib/alarm-tests';
import { loadAssembly } from '../../lib/assembly';
import { InputError } from '../../lib/diagnostic';
import { type LocatedDocument, readDocument } from '../../lib/document';
import { parseScenario } from '../../lib/rehearsal/scenario';

const directory = mkdtempSync(join(tmpdir(), 'any-text-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Whatever is wrong is told as findings, with words of ours. */
function orFindings<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.diagnostics.length).toBeGreaterThan(0);
    for (const { message, fix } of error.diagnostics) expect(`${message}${fix}`).not.toMatch(/undefined|\[object/);
    return undefined;
  }
}

function readEverywhere(text: string): void {
  for (const name of ['any.json', 'any.yaml']) {
    const file = join(directory, name);
    writeFileSync(file, text);
    orFindings(() => loadAssembly(file));
    orFindings(() => parseScenario(text, name));
    orFindings(() => readAlarmTests(text, name));
  }
}

const sources = [
  `Parameters: { Stage: { Type: String } }
Resources:
  A: &a { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'x\${Stage}' } }
  B: { <<: *a, DependsOn: [A] }
`,
  '{"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "AWS::StackName"}}}}}',
  'name: x\ntraffic: { requests: [{ name: buy, path: /buy }] }\ncandidate:\n  - { fault: error, rate: 0.2, requests: [buy] }\n',
];

const pieces = [
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ': ',
  ', ',
  '\n',
  '\t',
  '  ',
  '- ',
  '? ',
  '*a',
  '&a ',
  '!Ref ',
  '!x ',
  '!!set ',
];
const words = [
  ...pieces,
  '<<',
  '|',
  '>',
  '#',
  '%YAML 1.1\n',
  '---\n',
  '\\',
  '0123',
  'name',
  'Resources',
  'Type',
  '__proto__',
];

const mutated = fc
  .tuple(
    fc.constantFrom(...sources),
    fc.nat(),
    fc.nat(20),
    fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(...pieces)),
  )
  .map(([source, place, length, put]) => {
    const at = place % source.length;
    return source.slice(0, at) + put + source.slice(at + length);
  });
const soup = fc.array(fc.constantFrom(...words), { maxLength: 3_000 }).map((parts) => parts.join('').slice(0, 10_000));
/** One short piece over and over, with an end: where recursion and backtracking show. */
const repeated = fc
  .tuple(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }), fc.constantFrom('', ...words))
  .map(([piece, end]) => piece.join('').repeat(10_000).slice(0, 10_000) + end);

it('meets any text of 10 kB with findings, or takes it', () => {
  const text = fc.oneof(mutated, soup, repeated, fc.string({ unit: 'binary', maxLength: 500 }));
  fc.assert(fc.property(text, readEverywhere), { numRuns: 150 });
});

function paths(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [path, ...[...keys].flatMap((key) => paths((value as Record<string | number, unknown>)[key], [...path, key]))];
}

it('reads JSON alike by both ways, with the same places', () => {
  const malformed = () => ({ id: 'x', message: 'x', fix: 'x' });
  const json = (text: string) => readDocument(text, { file: 'a.json', malformed });
  const yaml = (text: string) => readDocument(text, { file: 'a.json', malformed, asText: () => false });
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify([value], null, indent);
      const [one, other]: LocatedDocument[] = [json(text), yaml(text)];
      expect(one?.value).toEqual(other?.value);
      for (const path of paths(one?.value)) {
        expect(one?.placeOf(path)).toEqual(other?.placeOf(path));
        expect(one?.placeOf(path, { key: true })).toEqual(other?.placeOf(path, { key: true }));
      }
    }),
  );
});
