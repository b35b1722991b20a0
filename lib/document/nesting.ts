import { CST, Parser } from 'yaml';
import { endOfString } from './json-string';

/**
 * Deeper nesting than any template or test has. What reads documents and walks their values is recursive, so their depth
 * is found first, by code that is not.
 */
export const deepest = 100;

/** The offset of the first bracket in a JSON text that is nested too deep. Behind the first error of a text it may err. */
export function tooDeepJson(text: string): number | undefined {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) offset = endOfString(text, offset);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > deepest) return offset;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return undefined;
}

/** The offset of the first part of a YAML text that is nested too deep. */
export function tooDeepYaml(text: string): number | undefined {
  if (mostDepth(text) <= deepest) return undefined;
  const open: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser().parse(text)) open.push({ token, depth: 0 });
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return 'offset' in token ? token.offset : 0;
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!CST.isCollection(token)) continue;
    for (const item of token.items) {
      if (item.key != null) open.push({ token: item.key, depth: depth + 1 });
      if (item.value !== undefined) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}

/**
 * A depth that a YAML text cannot exceed: a level takes a column at the start of a line, or stands in a list at the
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
