import type { NormalizedSchema } from '@smithy/core/schema';
import { isObject } from './json-shape';
import { printTimestamp, timestampFormat } from './timestamp';

/** A value as an element of this name; nothing where the value is undefined. */
export function xmlElement(name: string, schema: NormalizedSchema | undefined, value: unknown): string {
  if (value === undefined || value === null) return '';
  const traits = schema?.getMergedTraits() ?? {};
  if (Array.isArray(value)) {
    const item = schema?.isListSchema() ? schema.getValueSchema() : undefined;
    const flattened = traits.xmlFlattened !== undefined;
    const itemName = flattened ? name : (xmlName(item) ?? 'member');
    const items = value.map((element) => xmlElement(itemName, item, element)).join('');
    return flattened ? items : element(name, items);
  }
  if (value instanceof Date) {
    return element(name, String(printTimestamp(value, timestampFormat(schema, 'date-time'))));
  }
  if (value instanceof Uint8Array) return element(name, Buffer.from(value).toString('base64'));
  if (!isObject(value)) return element(name, escaped(String(value)));
  if (schema?.isMapSchema()) return mapElement(name, schema, value);
  return element(name, xmlMembers(schema, value));
}

/** The members of a structure, without an element around them. */
export function xmlMembers(schema: NormalizedSchema | undefined, value: Record<string, unknown>): string {
  const known = new Map(schema?.isStructSchema() ? schema.structIterator() : []);
  const names = Object.keys(value);
  return names.map((name) => xmlElement(xmlName(known.get(name)) ?? name, known.get(name), value[name])).join('');
}

function mapElement(name: string, schema: NormalizedSchema, value: Record<string, unknown>): string {
  const flattened = schema.getMergedTraits().xmlFlattened !== undefined;
  const [key, item] = [schema.getKeySchema(), schema.getValueSchema()];
  const entries = Object.entries(value).map(([entryKey, entryValue]) => {
    const pair =
      element(xmlName(key) ?? 'key', escaped(entryKey)) + xmlElement(xmlName(item) ?? 'value', item, entryValue);
    return element(flattened ? name : 'entry', pair);
  });
  return flattened ? entries.join('') : element(name, entries.join(''));
}

function xmlName(schema: NormalizedSchema | undefined): string | undefined {
  const name = schema?.getMergedTraits().xmlName;
  return typeof name === 'string' ? name : undefined;
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
    .replaceAll('\n', '&#xA;');
}
