import type { NormalizedSchema } from '@smithy/core/schema';
import { readTimestamp } from './timestamp';

/** A form's parameters as a tree: `Dimensions.member.1.Name` lies below `Dimensions`, `member`, `1`, `Name`. */
interface FormNode {
  value?: string;
  readonly children: Map<string, FormNode>;
}

/** The form of the query protocol, in the SDK's shape. */
export function readForm(schema: NormalizedSchema, parameters: Iterable<readonly [string, string]>): unknown {
  const root: FormNode = { children: new Map() };
  for (const [path, value] of parameters) {
    let node = root;
    for (const key of path.split('.')) {
      const next = node.children.get(key) ?? { children: new Map() };
      node.children.set(key, next);
      node = next;
    }
    node.value = value;
  }
  return readNode(schema, root) ?? {};
}

function readNode(schema: NormalizedSchema, node: FormNode): unknown {
  if (schema.isStructSchema()) {
    const found: Record<string, unknown> = {};
    const unknown = new Set(node.children.keys());
    for (const [name, member] of schema.structIterator()) {
      const wire = xmlName(member) ?? name;
      const child = node.children.get(wire);
      unknown.delete(wire);
      const value = child && readNode(member, child);
      if (value !== undefined) found[name] = value;
    }
    for (const name of unknown) found[name] = node.children.get(name)?.value;
    return found;
  }
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const flattened = schema.getMergedTraits().xmlFlattened !== undefined;
    const items = flattened ? node : node.children.get(xmlName(item) ?? 'member');
    // An empty list is sent as its bare name.
    return items === undefined ? [] : numbered(items).map((child) => readNode(item, child));
  }
  if (schema.isMapSchema()) {
    const flattened = schema.getMergedTraits().xmlFlattened !== undefined;
    const entries = flattened ? node : node.children.get('entry');
    const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
    const pairs = entries === undefined ? [] : numbered(entries);
    return Object.fromEntries(
      pairs.map((entry) => {
        const member = entry.children.get(xmlName(value) ?? 'value');
        return [entry.children.get(xmlName(key) ?? 'key')?.value ?? '', member && readNode(value, member)];
      }),
    );
  }
  return readText(schema, node.value);
}

function numbered(node: FormNode): FormNode[] {
  const entries = [...node.children].filter(([key]) => /^\d+$/.test(key));
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}

/** A value that the wire carries as text (a form, a header, a query, a label), in the type of its shape. */
export function readText(schema: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (schema.isTimestampSchema()) return readTimestamp(text);
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBigIntegerSchema()) return BigInt(text);
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  return text;
}

function xmlName(schema: NormalizedSchema): string | undefined {
  const name = schema.getMergedTraits().xmlName;
  return typeof name === 'string' ? name : undefined;
}
