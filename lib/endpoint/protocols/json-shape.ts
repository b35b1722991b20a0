import type { NormalizedSchema } from '@smithy/core/schema';
import { printTimestamp, readTimestamp, timestampFormat } from './timestamp';

/** What stands in a message, in the SDK's shape: timestamps become `Date`, blobs `Uint8Array`. */
export function readShape(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.map((element) => readShape(item, element));
  }
  if (schema.isMapSchema() && isObject(value)) {
    const item = schema.getValueSchema();
    return mapValues(value, (_key, member) => readShape(item, member));
  }
  if (schema.isStructSchema() && isObject(value)) {
    const members = membersByWireName(schema);
    const entries = Object.entries(value).map(([key, member]) => {
      const known = members.get(key);
      return known === undefined ? [key, member] : [known.name, readShape(known.schema, member)];
    });
    return Object.fromEntries(entries);
  }
  if (schema.isTimestampSchema()) return readTimestamp(value);
  if (schema.isBlobSchema() && typeof value === 'string') return Buffer.from(value, 'base64');
  return value;
}

/** Forms of dates and bytes that are not JSON's. */
export interface Leaves {
  date(value: Date): unknown;
  bytes(value: Uint8Array): unknown;
}

/**
 * What an operation gave, as plain JSON.
 *
 * @param schema undefined where the shape is not known: dates and bytes are told by what they are
 * @param leaves what dates and bytes become, where the protocol has a form of its own for them
 */
export function writeShape(schema: NormalizedSchema | undefined, value: unknown, leaves?: Leaves): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) {
    return leaves ? leaves.date(value) : printTimestamp(value, timestampFormat(schema, 'epoch-seconds'));
  }
  if (value instanceof Uint8Array) return leaves ? leaves.bytes(value) : Buffer.from(value).toString('base64');
  if (Array.isArray(value)) {
    const item = schema?.isListSchema() ? schema.getValueSchema() : undefined;
    return value.map((element) => writeShape(item, element, leaves) ?? null);
  }
  if (!isObject(value)) return value;
  if (schema?.isStructSchema()) {
    const members = new Map(schema.structIterator());
    const entries = Object.entries(value).map(([key, member]) => {
      const known = members.get(key);
      return [wireName(key, known), writeShape(known, member, leaves)];
    });
    return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
  }
  const item = schema?.isMapSchema() ? schema.getValueSchema() : undefined;
  return mapValues(value, (_key, member) => writeShape(item, member, leaves));
}

function wireName(name: string, schema: NormalizedSchema | undefined): string {
  const named = schema?.getMergedTraits().jsonName;
  return typeof named === 'string' ? named : name;
}

function membersByWireName(schema: NormalizedSchema): Map<string, { name: string; schema: NormalizedSchema }> {
  const members = new Map<string, { name: string; schema: NormalizedSchema }>();
  for (const [name, member] of schema.structIterator()) members.set(wireName(name, member), { name, schema: member });
  return members;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(value: Record<string, unknown>, map: (key: string, member: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(key, member)]));
}
