const expressions = new Map<string, RegExp>();

/** Whether a text is what a pattern with `*` and `?` stands for. */
export function matchesWildcard(pattern: string, text: string, flags: '' | 'i' = ''): boolean {
  if (!/[*?]/.test(pattern) && flags === '') return pattern === text;
  const key = flags + pattern;
  let expression = expressions.get(key);
  if (expression === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, `s${flags}`);
    expressions.set(key, expression);
  }
  return expression.test(text);
}

/**
 * Whether an ARN is what a policy names. Region and account are left out where the pattern has both: a rehearsal plays in one
 * account of its own, whatever places a template writes down.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = pattern.split(':');
  const found = arn.split(':');
  if (wanted.length < 6 || found.length < 6) return matchesWildcard(pattern, arn);
  const rest = (parts: readonly string[]) => [...parts.slice(0, 3), ...parts.slice(5)].join(':');
  return matchesWildcard(rest(wanted), rest(found));
}
