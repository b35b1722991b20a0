import { readFileSync } from 'node:fs';
import { InputError } from '../diagnostic';
import { type LocatedDocument, type Malformation, readDocument } from '../document';

/** A JSON or YAML file with its value, and where in the file each part of the value stands. */
export interface FileDocument extends LocatedDocument {
  readonly file: string;
}

/**
 * Reads a JSON or YAML file. The short forms of CloudFormation's intrinsic functions (`!Ref`, `!GetAtt`, `!Sub` …)
 * become their long ones. @throws InputError where the file cannot be read or is neither.
 */
export function readFile(file: string): FileDocument {
  const malformed = (malformation: Malformation) => wordsFor(malformation, file);
  return { ...readDocument(readText(file), { file, malformed, shortTags: true }), file };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const [message, fix] =
      code === 'ENOENT'
        ? [`There is no file ${file}.`, 'Correct the path, or synthesize first.']
        : code === 'EISDIR'
          ? [`${file} is a directory, not a file.`, 'Name the file in it.']
          : [`${file} cannot be read (${code ?? 'unknown error'}).`, 'Make the file readable.'];
    throw new InputError({ id: 'file/unreadable', severity: 'error', message, file, fix });
  }
}

function wordsFor({ kind, message, line, column, fix }: Malformation, file: string) {
  const isnt = kind === 'limit' ? 'not taken' : file.endsWith('.json') ? 'not JSON' : 'neither JSON nor YAML';
  return {
    id: 'file/malformed',
    message: `${file} is ${isnt}: ${message}`,
    fix: fix ?? `Correct the file at line ${line}, column ${column}.`,
  };
}
