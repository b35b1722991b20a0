import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareTest, printOutcome, printSummary, readAlarmTests, runTest } from '../../lib/alarm-tests';
import { alarmTestFileSchema } from '../../lib/alarm-tests/schema';
import { expand, parseValues } from '../../lib/alarm-tests/series';

const text = readFileSync(join(__dirname, '..', '..', 'docs', 'alarm-tests.md'), 'utf8');

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)?.[1] ?? '';
}

describe('docs/alarm-tests.md', () => {
  it('shows a file that passes, and what it prints', () => {
    const tests = readAlarmTests(block('yaml'), 'alarms.yaml').map((test) => runTest(prepareTest(test)));
    const file = { file: 'alarms.yaml', ok: tests.every(({ ok }) => ok), tests };
    expect(`$ npx aviary test alarms.yaml\n${printOutcome(file)}\n${printSummary([file])}\n`).toBe(block('console'));
    expect(tests.flatMap(({ unread }) => unread)).toEqual([]);
  });

  it('names every key of a file and of a test, and no other', () => {
    const { shape } = alarmTestFileSchema;
    const { shape: test } = shape.tests.element;
    const documented = [...text.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| [^|]*\|/gm)].flatMap(([, keys = '']) =>
      keys.split(', ').map((key) => key.slice(1, -1)),
    );
    const keys = new Set([...Object.keys(shape), ...Object.keys(test)].filter((key) => key !== 'tests'));
    expect(documented.filter((key) => /^[a-z]+$/i.test(key)).sort()).toEqual([...keys].sort());
  });

  it.each([
    ['5x3', '5 5 5 5'],
    ['1+2x3', '1 3 5 7'],
    ['9-2x3', '9 7 5 3'],
  ])('is right about %s', (notation, values) => {
    expect(text).toContain(values);
    expect([...expand(parseValues(notation))].join(' ')).toBe(values);
  });
});
