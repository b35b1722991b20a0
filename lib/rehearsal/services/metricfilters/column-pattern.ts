import { comparison, type Operator } from './comparison';
import { type FilterPattern, FilterPatternError } from './filter-pattern';

interface Column {
  readonly name: string;
  /** Whether a value is what the pattern wants of it. */
  holds(value: string): boolean;
}

/**
 * `[ip, user, status = 5*, bytes > 1000]`: a line of as many columns, parted by spaces; what is quoted or stands in brackets is
 * one. `…` (three dots) stands for any number of columns.
 * @throws FilterPatternError
 */
export function parseColumnPattern(pattern: string): FilterPattern {
  const inner = /^\[(.*)\]$/s.exec(pattern)?.[1];
  if (inner === undefined) throw new FilterPatternError('Invalid metric filter pattern');
  const columns = inner.split(',').map((text) => columnOf(text.trim()));
  const gap = columns.findIndex(({ name }) => name === '...');
  return (line) => {
    const values = columnsIn(line);
    const aligned = align(columns, values, gap);
    if (aligned === undefined || !aligned.every(({ column, value }) => column.holds(value))) return undefined;
    return {
      valueOf: (selector) => aligned.find(({ column }) => `$${column.name}` === selector)?.value,
    };
  };
}

function columnOf(text: string): Column {
  const name = /^[\w.]+/.exec(text)?.[0] ?? '';
  const alternatives = text.split('||').map((part) =>
    part.split('&&').flatMap((condition) => {
      const [, operator, operand] = /(!=|>=|<=|=|>|<)\s*(.+)$/s.exec(condition.trim()) ?? [];
      return operator === undefined ? [] : [comparison(operator as Operator, operand?.trim() ?? '')];
    }),
  );
  return { name, holds: (value) => alternatives.some((all) => all.every((compares) => compares(value))) };
}

function align(columns: readonly Column[], values: readonly string[], gap: number) {
  const pairs = (some: readonly Column[], of: readonly string[]) =>
    some.map((column, index) => ({ column, value: of[index] ?? '' }));
  if (gap === -1) return columns.length === values.length ? pairs(columns, values) : undefined;
  const after = columns.slice(gap + 1);
  if (values.length < columns.length - 1) return undefined;
  return [...pairs(columns.slice(0, gap), values), ...pairs(after, values.slice(values.length - after.length))];
}

function columnsIn(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, word]) => quoted ?? bracketed ?? word ?? '',
  );
}
