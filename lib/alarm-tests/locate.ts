import type { Diagnostic } from '../diagnostic';
import type { LocatedDocument, Path } from './document';

/** Where a value of a test file is written: the part of a diagnostic that says so. */
export function locate(
  document: LocatedDocument,
  path: Path,
  extra: { readonly key?: string; readonly offset?: number | undefined } = {},
): Partial<Diagnostic> {
  const place = document.placeOf(path, {
    ...(extra.key !== undefined && { key: extra.key }),
    ...(extra.offset !== undefined && { offset: extra.offset }),
  });
  const printed = printPath(extra.key === undefined ? path : [...path, extra.key]);
  return {
    ...(document.file !== undefined && { file: document.file }),
    ...place,
    ...(printed !== '' && { path: printed }),
  };
}

/** `tests[0].expect[1].at`. */
function printPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}
