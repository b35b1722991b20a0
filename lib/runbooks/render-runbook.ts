import { isPlaceholder, isRunbookTarget, type RunbookNames, type RunbookTarget } from './runbook-names';
import { sectionsFor } from './sections';

const PLACEHOLDER = /<([a-z-]+)>/g;

/** A link to another page: it leads somewhere among the pages, and nowhere on a dashboard. */
const LINK = /\[([a-z-]+)\]\(\1\.md\)/g;

/** Commands, and the sentence that leads to them. */
const COMMANDS = /(?<lead>^[^\n]*:\n\n)?^```(?<language>\w*)\n(?<lines>[\s\S]*?)^```$/gm;

/**
 * A page with the names of one guard, for its dashboard, so that its commands can be copied and run. A command that names what the
 * guard has several of is written once for each, one that names what it has none of is left out. Where the names say what the guard
 * deploys to, the page is cut to that.
 * @throws where the names say so, and the page names what such a guard has not
 */
export function renderRunbook(markdown: string, names: RunbookNames): string {
  const { target } = names;
  const page = isRunbookTarget(target) ? sectionsFor(markdown, target) : markdown;
  const withCommands = page.replace(COMMANDS, (_all, lead: string | undefined, language: string, lines: string) => {
    const commands = lines.trimEnd().split('\n');
    const rendered = commands.flatMap((line) => eachNamed(line, names));
    return rendered.every((line) => line.startsWith('# '))
      ? ''
      : `${lead ?? ''}\`\`\`${language}\n${rendered.join('\n')}\n\`\`\``;
  });
  const rendered = allNamed(withCommands, names)
    .replace(LINK, '**$1**')
    .replace(/\n{3,}/g, '\n\n');
  if (isRunbookTarget(target)) refuseUnfilled(rendered, target);
  return rendered;
}

/** A command for each of the names, which go along with each other: the second function with its second alias. */
function eachNamed(command: string, names: RunbookNames): readonly string[] {
  const lists = placeholdersIn(command).flatMap((name) => {
    const value = names[name];
    return value === undefined || typeof value === 'string' ? [] : [value];
  });
  if (lists.length === 0) return [command];
  return Array.from({ length: Math.min(...lists.map((list) => list.length)) }, (_, index) =>
    command.replace(PLACEHOLDER, (placeholder, name: string) => {
      const value = names[name];
      return typeof value === 'string' ? value : (value?.[index] ?? placeholder);
    }),
  );
}

function allNamed(text: string, names: RunbookNames): string {
  return text.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = names[name] ?? placeholder;
    return typeof value === 'string' ? value : [...new Set(value)].join(', ');
  });
}

function refuseUnfilled(page: string, target: RunbookTarget): void {
  const unfilled = [...new Set(placeholdersIn(page).filter(isPlaceholder))];
  if (unfilled.length === 0) return;
  throw new Error(
    `The runbook '${page.split('\n', 1)[0]?.replace(/^# /, '')}' names ${unfilled.map((name) => `<${name}>`).join(', ')}, and a guard ` +
      `of ${target} has no such name. Put what is not for it under a heading of those that it is for, such as '### Lambda'.`,
  );
}

function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}
