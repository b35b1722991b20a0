import type { $SchemaRef, StaticOperationSchema } from '@smithy/types';

const text = 0;
const timestamp = 4;
const httpLabel = 1;

/**
 * The schema of an operation of a service whose SDK client brings none. It names what the wire needs to be told: the
 * path, its labels and the timestamps of the input; other members pass as they are.
 */
export function writtenOperation(
  name: string,
  wire: {
    /** Of REST protocols: `POST /canary/{Name}/runs` */
    readonly http?: string;
    /** Members that are lists of structures with timestamps: `{ Entries: ['Time'] }` */
    readonly timestamps?: Readonly<Record<string, readonly string[]>>;
    /** Members that come from the query, as lists of text. */
    readonly query?: Readonly<Record<string, string>>;
    readonly status?: number;
  } = {},
): StaticOperationSchema {
  const members: string[] = [];
  const schemas: $SchemaRef[] = [];
  const [method, path = ''] = wire.http?.split(' ') ?? [];
  for (const [, label = ''] of path.matchAll(/\{(\w+)\+?\}/g)) {
    members.push(label);
    schemas.push([text, httpLabel] as unknown as $SchemaRef);
  }
  for (const [member, parameter] of Object.entries(wire.query ?? {})) {
    members.push(member);
    schemas.push([() => [1, 'aviary', 'Texts', 0, text], { httpQuery: parameter }] as unknown as $SchemaRef);
  }
  for (const [member, times] of Object.entries(wire.timestamps ?? {})) {
    const item = [3, 'aviary', 'Item', 0, [...times], times.map(() => timestamp)] as unknown as $SchemaRef;
    members.push(member);
    schemas.push((() => [1, 'aviary', 'List', 0, () => item]) as unknown as $SchemaRef);
  }
  const traits = wire.http === undefined ? 0 : { http: [method, path, wire.status ?? 200] };
  const input = [3, 'aviary', `${name}Input`, 0, members, schemas];
  const output = [3, 'aviary', `${name}Output`, 0, [], []];
  return [9, 'aviary', name, traits, () => input, () => output] as unknown as StaticOperationSchema;
}

/** Schemas by the name that a client would export them under: `GetCanary$`. */
export function byName(...operations: readonly StaticOperationSchema[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(operations.map((operation) => [`${operation[2]}$`, operation]));
}
