import type { FilterPattern, MatchedLine } from './filter-pattern';

const nothing: MatchedLine = { valueOf: () => undefined };

/**
 * Words, case sensitive: all of them have to be in the line; of those with `?` any, where there are no others; none with `-`.
 * Words with other characters than letters, digits and underscores are quoted; `%…%` is a regular expression.
 */
export function parseTermPattern(pattern: string): FilterPattern {
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\S+))/g)].map(
    ([, sign = '', quoted, expression, word = '']) => ({
      sign,
      isIn:
        expression === undefined
          ? (line: string) => line.includes(quoted?.replaceAll(/\\(.)/g, '$1') ?? word)
          : (line: string) => new RegExp(expression).test(line),
    }),
  );
  const required = terms.filter(({ sign }) => sign === '');
  const optional = terms.filter(({ sign }) => sign === '?');
  const excluded = terms.filter(({ sign }) => sign === '-');
  return (line) => {
    if (excluded.some(({ isIn }) => isIn(line))) return undefined;
    const matches =
      required.length > 0
        ? required.every(({ isIn }) => isIn(line))
        : optional.length === 0 || optional.some(({ isIn }) => isIn(line));
    return matches ? nothing : undefined;
  };
}
