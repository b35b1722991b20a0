import {
  CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
} from 'yaml';
import { type Diagnostic, InputError } from '../diagnostic';

export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

export type Path = readonly (string | number)[];

/** A document whose values are plain data, and which knows where each of them was written. */
export interface LocatedDocument {
  /** How the person names the file; absent for data that came from code. */
  readonly file?: string;
  readonly value: unknown;
  /** Where the value at this path was written, or the nearest value around it; absent for data that came from code. */
  placeOf(path: Path, extra?: { readonly key?: string; readonly offset?: number }): Place | undefined;
}

/** Deeper nesting than any test has; the parser of YAML is recursive. */
const deepest = 100;

/**
 * Reads YAML or JSON. CloudFormation's short tags (`!Ref`, `!GetAtt`, `!Sub` …) become the functions they stand for;
 * the text of a number is kept where `asText` says so, since `0x3` is the number 3 for YAML and no series then.
 * @throws InputError with every mistake of the syntax, by line and column
 */
export function readDocument(
  text: string,
  file: string,
  asText: (path: Path) => boolean = () => false,
): LocatedDocument {
  const lines = new LineCounter();
  refuseDepth(text, file);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problem = (message: string, offset: number): Diagnostic => ({
    id: 'alarm-test/syntax',
    severity: 'error',
    message,
    file,
    ...place(offset),
    fix: "The file is YAML or JSON. Text with brackets, braces, commas, ': ' or ' #' in it needs quotes: '/[0-9]+ of/'.",
  });
  // What follows the first mistake of the syntax follows from it.
  const [mistake] = document.errors;
  if (mistake !== undefined) throw new InputError(problem(firstSentence(mistake.message), mistake.pos[0]));
  const reader = new NodeReader(document, asText, (message, node) => {
    throw new InputError(problem(message, node.range?.[0] ?? 0));
  });
  return {
    file,
    value: reader.read(document.contents, []),
    placeOf: (path, extra) => {
      const node = nodeAt(document.contents, path, extra?.key);
      const start = node?.range?.[0];
      if (start === undefined) return undefined;
      return place(start + (extra?.offset === undefined ? 0 : extra.offset + quoteLength(node, text)));
    },
  };
}

/** Data that came from code: it has no places. */
export function asDocument(value: unknown): LocatedDocument {
  return { value, placeOf: () => undefined };
}

class NodeReader {
  #budget = 300_000;

  constructor(
    private readonly document: Document,
    private readonly asText: (path: Path) => boolean,
    private readonly refuse: (message: string, node: Node) => never,
  ) {}

  read(node: unknown, path: (string | number)[]): unknown {
    if (node === null || node === undefined) return null;
    // Aliases of aliases of lists grow without bound ("billion laughs").
    if (this.#budget-- < 0) this.refuse('The document is too large.', node as Node);
    if (path.length > deepest) this.refuse(`The document is nested more than ${deepest} levels deep.`, node as Node);
    if (isAlias(node)) return this.read(node.resolve(this.document), path);
    const value = this.#untagged(node, path);
    const tag = (node as Node).tag;
    return tag?.startsWith('!') === true && !tag.startsWith('!!') && tag !== '!'
      ? intrinsic(tag.slice(1), value)
      : value;
  }

  #untagged(node: unknown, path: (string | number)[]): unknown {
    if (isScalar(node)) {
      if (this.asText(path) && node.type === 'PLAIN' && node.source !== undefined && node.value !== null)
        return node.source;
      return typeof node.value === 'bigint' ? Number(node.value) : node.value;
    }
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    if (!isMap(node)) return null;
    const entries = node.items.map((pair): [string, unknown] => {
      if (!isScalar(pair.key))
        return this.refuse('A key is a plain word here, not a list or a map.', (pair.key ?? node) as Node);
      const key = String(pair.key.value);
      return [key, this.read(pair.value, [...path, key])];
    });
    return Object.fromEntries(entries);
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
function intrinsic(tag: string, value: unknown): Readonly<Record<string, unknown>> {
  if (tag === 'Ref' || tag === 'Condition') return { [tag]: value };
  if (tag === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${tag}`]: value };
}

function nodeAt(root: Node | null, path: Path, key: string | undefined): Node | undefined {
  let node: unknown = root;
  let nearest: Node | undefined = root ?? undefined;
  for (const step of path) {
    if (isMap(node)) node = node.items.find((pair) => keyOf(pair) === String(step))?.value;
    else if (isSeq(node)) node = node.items[Number(step)];
    else break;
    if (node === undefined || node === null) break;
    nearest = node as Node;
  }
  if (key === undefined || !isMap(node)) return nearest;
  const pair = node.items.find((item) => keyOf(item) === key);
  return isScalar(pair?.key) ? pair.key : nearest;
}

function keyOf(pair: unknown): string | undefined {
  return isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function quoteLength(node: Node | undefined, text: string): number {
  const first = text[node?.range?.[0] ?? 0];
  return first === '"' || first === "'" ? 1 : 0;
}

function firstSentence(message: string): string {
  const [line = message] = message.split('\n');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** The parser of YAML is recursive, so the depth of a document is found before it runs, by one that is not. */
function refuseDepth(text: string, file: string): void {
  if (mostDepth(text) <= deepest) return;
  const lines = new LineCounter();
  const open: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser(lines.addNewLine).parse(text)) open.push({ token, depth: 0 });
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) {
      const { line, col } = lines.linePos('offset' in token ? token.offset : 0);
      throw new InputError({
        id: 'alarm-test/syntax',
        severity: 'error',
        message: `The document is nested more than ${deepest} levels deep.`,
        file,
        line,
        column: col,
        fix: 'Close brackets that were left open here.',
      });
    }
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!CST.isCollection(token)) continue;
    for (const item of token.items) {
      if (item.key != null) open.push({ token: item.key, depth: depth + 1 });
      if (item.value !== undefined) open.push({ token: item.value, depth: depth + 1 });
    }
  }
}

/**
 * A depth that the document cannot exceed: a level takes a column at the start of a line, or stands in a list at the
 * column of its parent, or takes a bracket.
 */
function mostDepth(text: string): number {
  let indentation = 0;
  for (const [start] of text.matchAll(/^[ \t]*(?:[-?:][ \t]+)*/gm)) indentation = Math.max(indentation, start.length);
  let brackets = 0;
  let most = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    brackets += bracket === '[' || bracket === '{' ? 1 : -1;
    most = Math.max(most, brackets);
  }
  return 2 * (indentation + 1) + most;
}
