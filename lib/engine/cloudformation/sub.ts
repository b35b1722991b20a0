/** A piece of a Fn::Sub string: text as it is, or a name to put a value in for. */
export type SubPart = { readonly text: string } | { readonly name: string };

/**
 * Takes a Fn::Sub string apart: `${Name}`, `${LogicalId.Attribute}`, `${AWS::Region}`; `${!Literal}` is the text
 * `${Literal}`.
 */
export function parseSub(text: string): readonly SubPart[] {
  const parts: SubPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    const inner = match[1] ?? '';
    parts.push(inner.startsWith('!') ? { text: `\${${inner.slice(1)}}` } : { name: inner.trim() });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
