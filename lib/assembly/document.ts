import { readFileSync } from 'node:fs';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { InputError } from '../diagnostic';
import { jsonError } from './json-error';
import { jsonOffset } from './json-position';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** A JSON or YAML file with its value, and where in the file each part of the value stands. */
export interface Document {
  readonly file: string;
  readonly value: unknown;
  /** The position of a value, or of its nearest ancestor that is in the file. */
  positionOf(path: readonly string[]): Position | undefined;
}

/**
 * Reads a JSON or YAML file. The short forms of CloudFormation's intrinsic functions (`!Ref`, `!GetAtt`, `!Sub` …)
 * become their long ones. @throws InputError where the file cannot be read or is neither.
 */
export function readDocument(file: string): Document {
  const text = readText(file);
  const json = /^\s*[{[]/.test(text) ? parseJson(text, file) : undefined;
  if (json !== undefined) {
    return { file, value: json.value, positionOf: (path) => positionAt(text, jsonOffset(text, path)) };
  }
  const { root, lines, value } = parseYaml(text, file);
  return { file, value, positionOf: (path) => position(root, path, lines) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
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

/** `undefined`: a YAML file may begin with a brace too. */
function parseJson(text: string, file: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const error = /\.ya?ml$/i.test(file) ? undefined : jsonError(text);
    if (error === undefined) return undefined;
    throw malformed(file, error.message, positionAt(text, error.offset));
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

function malformed(file: string, sentence: string, { line, column }: Position): InputError {
  const kind = file.endsWith('.json') ? 'not JSON' : 'neither JSON nor YAML';
  return new InputError({
    id: 'file/malformed',
    severity: 'error',
    message: `${file} is ${kind}: ${sentence.replace(/\.?$/, '.')}`,
    file,
    line,
    column,
    fix: `Correct the file at line ${line}, column ${column}.`,
  });
}

function parseYaml(text: string, file: string): { root: Node | null; lines: LineCounter; value: unknown } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const [sentence = 'malformed'] = error.message.split(/ at line \d+|\n/);
    throw malformed(file, sentence, { line, column: col });
  }
  return { root: document.contents, lines, value: toValue(document.contents, document) };
}

type YamlDocument = ReturnType<typeof parseDocument>;

function toValue(node: unknown, document: YamlDocument): unknown {
  if (isAlias(node)) return toValue(node.resolve(document), document);
  const plain = plainValue(node, document);
  const long = isScalar(node) || isMap(node) || isSeq(node) ? longForm(node.tag) : undefined;
  if (long === undefined) return plain;
  if (long !== 'Fn::GetAtt' || typeof plain !== 'string') return { [long]: plain };
  const dot = plain.indexOf('.');
  return { [long]: dot < 0 ? plain : [plain.slice(0, dot), plain.slice(dot + 1)] };
}

function plainValue(node: unknown, document: YamlDocument): unknown {
  if (isScalar(node)) {
    // YAML 1.2 reads 012345678901 as a number; an account's id must keep its digits.
    return typeof node.value === 'number' && /^0\d/.test(node.source ?? '') ? node.source : node.value;
  }
  if (isSeq(node)) return node.items.map((item) => toValue(item, document));
  if (!isMap(node)) return node ?? null;
  const entries = node.items.map((pair) => [keyOf(pair.key), toValue(pair.value, document)] as const);
  const merged = entries.filter(([key]) => key === '<<').flatMap(([, value]) => [value].flat());
  return Object.assign({}, ...merged, Object.fromEntries(entries.filter(([key]) => key !== '<<')));
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** `!Ref` and `!Condition` keep their name, every other short form stands for `Fn::` and its name. */
function longForm(tag: string | undefined): string | undefined {
  const name = /^!([A-Z]\w*(?:::\w+)?)$/.exec(tag ?? '')?.[1];
  if (name === undefined) return undefined;
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

function position(root: unknown, path: readonly string[], lines: LineCounter): Position | undefined {
  let node: unknown = root;
  let start = offsetOf(root);
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => keyOf(item.key) === key);
      if (pair === undefined) {
        if (longForm(node.tag) === key) continue;
        break;
      }
      node = pair.value;
      start = offsetOf(pair.key) ?? start;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (item === undefined) {
        if (longForm(node.tag) === key) continue;
        break;
      }
      node = item;
      start = offsetOf(item) ?? start;
    } else break;
  }
  if (start === undefined) return undefined;
  const { line, col } = lines.linePos(start);
  return { line, column: col };
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}
