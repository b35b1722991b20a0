import { isPlaceholder, isRunbookTarget, type RunbookNames } from './runbook-names';
import { sectionsFor } from './sections';

const PLACEHOLDER = /<([a-z-]+)>/g;

/**
 * A page with the names of one guard, so that its commands can be copied and run. A command that names what the guard has several
 * of is written once for each, one that names what it has none of is left out. Where the names say what the guard deploys to, the
 * page is cut to that.
 * @throws where the names say so, and the page names what such a guard has not
 */
export function renderRunbook(markdown: string, names: RunbookNames): string {
  const { target } = names;
  const page = isRunbookTarget(target) ? sectionsFor(markdown, target) : markdown;
  let fenced = false;
  const lines = page.split('\n').flatMap((line) => {
    if (/^\s*```/.test(line)) {
      fenced = !fenced;
      return [line];
    }
    return fenced ? commands(line, names) : [prose(line, names)];
  });
  const rendered = withoutEmptyCommands(lines.join('\n'));
  if (isRunbookTarget(target)) refuseUnfilled(rendered, target);
  return rendered;
}

/** One line for each of the names, which go along with each other: the second function with its second alias. */
function commands(line: string, names: RunbookNames): readonly string[] {
  const lists = placeholdersIn(line).flatMap((name) => {
    const value = names[name];
    return value === undefined || typeof value === 'string' ? [] : [value];
  });
  if (lists.length === 0) return [prose(line, names)];
  const count = Math.min(...lists.map((list) => list.length));
  return Array.from({ length: count }, (_, index) =>
    line.replace(PLACEHOLDER, (placeholder, name: string) => {
      const value = names[name];
      return (typeof value === 'string' ? value : value?.[index]) ?? placeholder;
    }),
  );
}

function prose(line: string, names: RunbookNames): string {
  return line.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = names[name];
    if (value === undefined) return placeholder;
    return typeof value === 'string' ? value : [...new Set(value)].join(', ');
  });
}

/** A block that has lost all of its commands goes, with the sentence that leads to it. */
function withoutEmptyCommands(page: string): string {
  return page.replace(/(?:^[^\n]+:\n\n)?^```\w*\n(?:#[^\n]*\n|\n)*```\n*/gm, '');
}

function refuseUnfilled(page: string, target: string): void {
  const unfilled = placeholdersIn(page).filter(isPlaceholder);
  if (unfilled.length === 0) return;
  const title = page.split('\n', 1)[0]?.replace(/^# /, '');
  throw new Error(
    `The runbook '${title}' names ${[...new Set(unfilled)].map((name) => `<${name}>`).join(', ')}, and a guard of ${target} has no ` +
      "such name. Put what is not for it under a heading of those that it is for, such as '### Lambda'.",
  );
}

function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}
