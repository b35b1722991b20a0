import { type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type RunbookLibrary, type RunbookNames, renderRunbook } from '../runbooks';

/** A command for each of so many is written out; for more, it says a variable, and the board which values that can have. */
const WRITTEN_OUT = 3;

/** What a guard has as many of as functions, in the same order; and what it has any number of. */
const ALONG = [['function', 'alias', 'log-group', 'group'], ['canary'], ['target-group']];

export interface RunbookPagesProps {
  readonly runbooks: RunbookLibrary;
  /** The pages to show. */
  readonly pages: readonly string[];
  /** What their commands name. */
  readonly names: RunbookNames;
}

/**
 * The runbooks with the names of this guard. Where it has many functions or canaries, their names stand once, as assignments to
 * paste before the commands: written into each command, they would make pages that nobody reads.
 */
export function runbookPages({ runbooks, pages, names }: RunbookPagesProps): IWidget[] {
  const { lines, brief } = briefly(names);
  const assignments = new TextWidget({
    width: 24,
    height: Math.min(24, lines.length + 4),
    markdown: [
      '# Names for the commands below',
      'First paste the line of what the alarm is about.',
      ['```sh', ...lines, '```'].join('\n'),
    ].join('\n\n'),
  });
  return [
    ...(lines.length > 0 ? [assignments] : []),
    ...pages.map(
      (page) => new TextWidget({ width: 12, height: 12, markdown: renderRunbook(runbooks.textOf(page), brief).trim() }),
    ),
  ];
}

function briefly(names: RunbookNames): { readonly lines: readonly string[]; readonly brief: RunbookNames } {
  const brief: Record<string, string | readonly string[]> = { ...names };
  const lines = ALONG.flatMap((placeholders) => {
    const columns = placeholders.flatMap((name) => {
      const values = names[name];
      if (typeof values !== 'object' || values.length <= WRITTEN_OUT) return [];
      const [first] = values;
      const same = first !== undefined && values.every((value) => value === first);
      const variable = name.toUpperCase().replace('-', '_');
      brief[name] = same ? first : `$${variable}`;
      return same ? [] : [values.map((value) => `${variable}=${value}`)];
    });
    const count = Math.min(...columns.map((column) => column.length));
    return columns.length === 0
      ? []
      : Array.from({ length: count }, (_, row) => columns.map((column) => column[row]).join(' '));
  });
  return { lines, brief };
}
