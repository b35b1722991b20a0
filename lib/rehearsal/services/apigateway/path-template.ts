/** A path of an API: `/orders/{id}`, `/files/{proxy+}`. */
export interface PathTemplate {
  readonly text: string;
  /** The more of a path a template spells out, the earlier it is taken; greedy ones come last. */
  readonly rank: number;
  match(path: string): Readonly<Record<string, string>> | undefined;
}

export function pathTemplate(text: string): PathTemplate {
  const segments = segmentsOf(text);
  const literals = segments.filter((segment) => !segment.startsWith('{')).length;
  const greedy = segments.at(-1)?.endsWith('+}') === true;
  return {
    text,
    rank: literals * 10 + segments.length - (greedy ? 1_000 : 0),
    match: (path) => matchSegments(segments, segmentsOf(path)),
  };
}

function matchSegments(template: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const given = path[index];
    if (segment.endsWith('+}')) {
      if (given === undefined) return undefined;
      parameters[segment.slice(1, -2)] = path.slice(index).map(decode).join('/');
      return parameters;
    }
    if (given === undefined) return undefined;
    if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = decode(given);
    else if (segment !== given) return undefined;
  }
  return path.length === template.length ? parameters : undefined;
}

const segmentsOf = (path: string) => path.split('/').filter((segment) => segment !== '');

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
