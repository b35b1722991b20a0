import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTCOME_RUNBOOKS, renderRunbook } from '../../lib/runbooks';

const pages = readdirSync('runbooks').map((file) => ({
  name: file.replace('.md', ''),
  text: readFileSync(join('runbooks', file), 'utf8'),
}));

test.each(pages)('$name says what whoever is paged needs, in that order', ({ text }) => {
  const parts = [
    '# ',
    '**Means**',
    '**Already done**',
    '## Verify',
    '## Decide',
    '## Mitigate',
    '## Escalate',
    '## Rehearse',
  ];
  const found = parts.map((part) => text.indexOf(part));
  expect(found).not.toContain(-1);
  expect([...found].sort((a, b) => a - b)).toEqual(found);
});

test.each(pages)('$name sends nobody to a page that is not there', ({ text }) => {
  const names = new Set(pages.map(({ name }) => name));
  for (const [, page = ''] of text.matchAll(/(?:see|See|as in|to look at|: )\s?([a-z]+-[a-z-]+)\b(?=[.,;:\s|])/g)) {
    if (/^(re|un|pre)-/.test(page)) continue;
    expect(names).toContain(page);
  }
});

test('every outcome of a release has a page', () => {
  expect(pages.map(({ name }) => name)).toEqual(expect.arrayContaining([...OUTCOME_RUNBOOKS]));
});

test('names take the place of placeholders; what the reader has to find out stays', () => {
  expect(renderRunbook('get-alias --function-name <function> --version <version>', { function: 'shop' })).toBe(
    'get-alias --function-name shop --version <version>',
  );
});
