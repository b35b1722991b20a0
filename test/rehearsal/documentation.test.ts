import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { conditionSchemas, scenarioSchema } from '../../lib/rehearsal/scenario/schema';

const text = readFileSync(join(__dirname, '..', '..', 'docs', 'rehearsal.md'), 'utf8');

const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);

/** Every key that a scenario may have, at any depth, and every word that a key may take. */
function words(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(words);
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, enum: choices = [], const: only, ...rest } = schema as Readonly<Record<string, unknown>>;
  const named = [...(choices as unknown[]), only].filter((word) => typeof word === 'string');
  const keys = Object.entries(properties as object);
  return [
    ...keys.map(([key]) => key),
    ...named,
    ...keys.flatMap(([, value]) => words(value)),
    ...words(Object.values(rest)),
  ];
}

describe('docs/rehearsal.md', () => {
  test.each(
    examples.map((example) => [/name: (.*)/.exec(example)?.[1], example]),
  )('shows a scenario: %s', (name, example = '') => {
    expect(parseScenario(example, 'rehearsal.md').name).toBe(name);
  });

  test('names every key of a scenario, and every word that one takes', () => {
    const known = [scenarioSchema, ...Object.values(conditionSchemas)].flatMap((schema) =>
      words(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
    );
    expect(known).toEqual(expect.arrayContaining(['warmUp', 'requestsPerMinute', 'replace', 'p99', 'poisson', 'does']));
    const written = new Set(
      [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.match(/[\w+-]+/g) ?? []),
    );
    expect([...new Set(known)].filter((word) => !written.has(word))).toEqual([]);
  });
});
