import { execFileSync } from 'node:child_process';
import { judgeRuns } from '../../lib/deployment/hooks/judge-runs';
import { parseScenario } from '../../lib/rehearsal';
import { type RunbookTarget, renderRunbook } from '../../lib/runbooks';
import { guards } from './guards';
import { pageOf, pages, pagesOf } from './linked-pages';

const SECTIONS = [
  '# ',
  '**Means**',
  '**Already done**',
  '## Verify',
  '## Decide',
  '## Mitigate',
  '## Escalate',
  '## Rehearse',
];

const targets = Object.keys(guards) as RunbookTarget[];
const shown = targets.flatMap((target) => pagesOf(target).map((name) => ({ target, name })));

/** What a page says in each of its parts, in their order; throws where one is not there, or not where it belongs. */
function partsOf(text: string): readonly string[] {
  const begins = SECTIONS.map((section) => `\n${text}`.indexOf(`\n${section}`));
  expect(begins).not.toContain(-1);
  expect([...begins].sort((a, b) => a - b)).toEqual(begins);
  return begins.map((begin, index) => text.slice(begin, begins[index + 1]).slice((SECTIONS[index] ?? '').length));
}

test.each(pages)('$name says what whoever is paged needs, in that order', ({ text }) => {
  for (const part of partsOf(text)) expect(part.trim()).not.toBe('');
});

test.each(shown)('$name says all of it to whoever has a guard of $target', ({ target, name }) => {
  for (const part of partsOf(renderRunbook(pageOf(name).text, guards[target])))
    expect(part.replace(/[:\s]/g, '')).not.toBe('');
});

test.each(shown)('$name shows a guard of $target neither a gap nor what is for others', ({ target, name }) => {
  const page = renderRunbook(pageOf(name).text, guards[target]);
  expect(page).not.toMatch(/<[a-z-]+>|\.md\)/);
  expect(page).not.toMatch(/^(### |[-|] \*\*|# )(Lambda|ECS|Servers)/m);
  if (target !== 'functions') expect(page).not.toMatch(/aws lambda |alias/);
  if (target !== 'service') expect(page).not.toMatch(/service-deployment/);
  if (target === 'service') expect(page).not.toMatch(/aws deploy |CodeDeploy/);
  if (target === 'servers') expect(page).not.toMatch(/aws ecs |\btasks?\b(?! --source)/);
});

/** What a page says to write into a scenario: `conditions: […]`. */
const snippets = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/`((?:conditions|candidate|baseline|standIns|traffic|pipeline|expect): ?[^`]+)`/g)].map(
    ([, yaml = '']) => ({ name, yaml }),
  ),
);

test.each(snippets)('$name has whoever rehearses write what a scenario takes: $yaml', ({ yaml }) => {
  expect(() => parseScenario(`name: as the page says\n${yaml}`, 'scenario.yaml')).not.toThrow();
});

test.each(pages)('$name says how to rehearse it', ({ text }) => {
  expect(text.slice(text.indexOf('## Rehearse'))).toMatch(/npx aviary (rehearse|canary run)/);
});

test.each(pages)('$name sends nobody to a page that is not there', ({ text }) => {
  const names = pages.map(({ name }) => name);
  for (const [, page] of text.matchAll(/\]\(([^)]*)\.md\)/g)) expect(names).toContain(page);
});

test('every page is one that somebody is sent to: by a signal, an outcome, or the source of what has an alarm', () => {
  const source = execFileSync(
    'git',
    ['grep', '-ho', "runbooks['}]*/[a-z-]*\\.md\\|urlOf('[a-z-]*')\\|runbook: '[a-z-]*'", '--', 'lib'],
    {
      encoding: 'utf8',
    },
  );
  const linked = new Set([
    ...targets.flatMap(pagesOf),
    ...[...source.matchAll(/\/([a-z-]+)\.md|'([a-z-]+)'/g)].map(([, path, name]) => path ?? name),
  ]);
  expect(pages.map(({ name }) => name).filter((name) => !linked.has(name))).toEqual([]);
  expect([...linked].filter((name) => !pages.some((page) => page.name === name))).toEqual([]);
});

test('what a hook says is what the page about it quotes', () => {
  const failed = { state: 'FAILED', started: 60_000 } as const;
  const judged = [[failed, failed], [failed], []].map((runs) => judgeRuns('…', runs, 0).reason);
  const written = execFileSync('git', ['grep', '-h', '', '--', 'lib/deployment/hooks/*.ts'], { encoding: 'utf8' });
  const says = [...judged, written].join('\n').replace(/\$\{[^}]*\}/g, '…');
  const quoted = [...pageOf('hook-failed').text.matchAll(/^\| .*\|.*\|$/gm)].flatMap(([row]) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote.replace(/^… |: …$/g, '')),
  );
  expect(quoted.length).toBeGreaterThan(5);
  expect(quoted.filter((quote) => !says.includes(quote))).toEqual([]);
});
