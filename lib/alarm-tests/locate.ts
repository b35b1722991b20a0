import type { Diagnostic } from '../diagnostic';
import type { LocatedDocument, Path } from '../document';

/** Where a value of a test file is written: the part of a diagnostic that says so. */
export function locate(
  document: LocatedDocument,
  path: Path,
  at: { readonly offset?: number } = {},
): Partial<Diagnostic> {
  return {
    ...(document.file !== undefined && { file: document.file }),
    ...document.placeOf(path, at),
    ...(path.length > 0 && { path: printPath(path) }),
  };
}

/** `tests[0].expect[1].at`. */
export function printPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}
