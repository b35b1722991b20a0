/** How a path matched a template: the values of its variables, and how specific the template is. */
export interface PathMatch {
  readonly parameters: Readonly<Record<string, string>>;
  /** For each segment: 2 literal, 1 variable, 0 greedy. The greater list, compared from the left, is more specific. */
  readonly rank: readonly number[];
}

/** Matches `/items/7` against `/items/{id}` or `/{proxy+}`; undefined where it does not match. */
export function matchPath(template: string, path: string): PathMatch | undefined {
  const wanted = segments(template);
  const given = segments(path);
  const parameters: Record<string, string> = {};
  const rank: number[] = [];
  for (const [index, segment] of wanted.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(segment)?.[1];
    if (greedy !== undefined) {
      const rest = given.slice(index);
      if (rest.length === 0) return undefined;
      return { parameters: { ...parameters, [greedy]: rest.map(decoded).join('/') }, rank: [...rank, 0] };
    }
    const value = given[index];
    if (value === undefined) return undefined;
    const variable = /^\{(.+)\}$/.exec(segment)?.[1];
    if (variable === undefined && segment !== value) return undefined;
    if (variable !== undefined) parameters[variable] = decoded(value);
    rank.push(variable === undefined ? 2 : 1);
  }
  return wanted.length === given.length ? { parameters, rank } : undefined;
}

/** Greater than 0 where `a` is more specific than `b`. */
export function compareRank(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? -1) - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A trailing slash is no segment of its own. */
function segments(path: string): string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
