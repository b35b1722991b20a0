import type { z } from 'zod';
import type { Diagnostic } from '../diagnostic';
import type { LocatedDocument, Path } from './located-document';
import { valueAt } from './read-document';

/** What a schema finds wrong with a value. */
export type ShapeMistake =
  /** The map at the path has a key that it should not have, or lacks one. */
  | { readonly kind: 'unknown-key' | 'missing-key'; readonly path: Path; readonly key: string }
  | { readonly kind: 'value'; readonly path: Path; readonly message: string };

/** The words for a mistake; its place is added to them. */
export type WordsFor = (mistake: ShapeMistake) => Pick<Diagnostic, 'id' | 'message' | 'fix' | 'path'>;

/** What zod says of a document's value, as findings with their places, in a room's own words. */
export function shapeFindings(
  issues: readonly z.core.$ZodIssue[],
  document: LocatedDocument,
  wordsFor: WordsFor,
): Diagnostic[] {
  const leaves = issues.flatMap(unnested);
  return leaves
    .filter((issue) => !followsFrom(issue, leaves))
    .flatMap((issue) => mistakes(issue, document.value))
    .map((mistake) => {
      const { file } = document;
      const place =
        mistake.kind === 'unknown-key'
          ? document.placeOf([...mistake.path, mistake.key], { key: true })
          : document.placeOf(mistake.path);
      return { severity: 'error', ...(file !== undefined && { file }), ...place, ...wordsFor(mistake) };
    });
}

/** A union reports its members' findings inside one issue: those of the member that came furthest say most. */
function unnested(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const furthest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  if (depth(furthest) === 0 && furthest.every(({ code }) => code !== 'unrecognized_keys' && code !== 'custom'))
    return [issue];
  return furthest.flatMap((inner) => unnested({ ...inner, path: [...issue.path, ...inner.path] }));
}

const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map(({ path }) => path.length));

/** A misspelt key explains what is missing beside it. */
function followsFrom(issue: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean {
  const path = issue.path.join('.');
  return (
    issue.code === 'custom' &&
    issues.some((other) => other.code === 'unrecognized_keys' && other.path.join('.') === path)
  );
}

function mistakes(issue: z.core.$ZodIssue, value: unknown): ShapeMistake[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ kind: 'unknown-key', path, key }));
  const key = path.at(-1);
  if (typeof key === 'string' && issue.code !== 'custom' && valueAt(value, path) === undefined)
    return [{ kind: 'missing-key', path: path.slice(0, -1), key }];
  return [{ kind: 'value', path, message: `${issue.message}.`.replace(/\.\.$/, '.') }];
}
