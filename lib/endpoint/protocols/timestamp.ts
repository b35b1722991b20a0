import type { NormalizedSchema } from '@smithy/core/schema';

/** Smithy's numbers for the formats of a timestamp. */
const formats: Readonly<Record<number, TimestampFormat>> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The format that a member's shape demands, else the protocol's. */
export function timestampFormat(schema: NormalizedSchema | undefined, fallback: TimestampFormat): TimestampFormat {
  const number = schema?.getSchema();
  return (typeof number === 'number' ? formats[number] : undefined) ?? fallback;
}

export function printTimestamp(date: Date, format: TimestampFormat): string | number {
  if (format === 'epoch-seconds') return date.getTime() / 1000;
  return format === 'http-date' ? date.toUTCString() : date.toISOString();
}

/** Whatever form a client chose. */
export function readTimestamp(value: unknown): unknown {
  if (value instanceof Date) return value;
  // CBOR's tag for dates.
  if (typeof value === 'object' && value !== null && 'value' in value) return readTimestamp(value.value);
  if (typeof value === 'number') return new Date(value * 1000);
  if (typeof value !== 'string') return value;
  return /^-?\d+(\.\d+)?$/.test(value) ? new Date(Number(value) * 1000) : new Date(value);
}
