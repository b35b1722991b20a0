import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { operationSchemas, type Service } from '../services/service';
import { signingNameOf } from '../signature';
import { jsonBody } from './json-rpc';
import { isObject, readShape, writeShape } from './json-shape';
import type { Protocol, WireRequest, WireResponse } from './protocol';
import { readText } from './query-form';

interface Route {
  readonly operation: StaticOperationSchema;
  readonly labels: Readonly<Record<string, string>>;
  /** How many characters of the path are literal: the most literal route wins. */
  readonly literal: number;
}

/** REST with JSON: the operation is told by method and path, its members lie in path, query, headers and body. */
export const restJson: Protocol = async (request, services) => {
  const signed = signingNameOf(request.headers.authorization);
  const candidates = services.filter(
    (service) => service.isRest === true && (signed === undefined || service.signingName === signed),
  );
  for (const service of candidates) {
    const route = await findRoute(service, request);
    if (route !== undefined) return restCall(service, route, request);
  }
  return undefined;
};

async function findRoute(service: Service, request: WireRequest): Promise<Route | undefined> {
  let best: Route | undefined;
  for (const operation of await operationSchemas(service)) {
    const http: unknown = (operation[3] as { http?: unknown }).http;
    if (!Array.isArray(http) || http[0] !== request.method) continue;
    const route = matchPath(operation, String(http[1]), request.path);
    if (route !== undefined && (best === undefined || route.literal > best.literal)) best = route;
  }
  return best;
}

function matchPath(operation: StaticOperationSchema, template: string, path: string): Route | undefined {
  const [templatePath = ''] = template.split('?');
  const names: string[] = [];
  const pattern = templatePath
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{(\w+)(\\\+)?\}/g, (_all, name, greedy) => {
      names.push(name);
      return greedy === undefined ? '([^/]+)' : '(.+)';
    });
  const match = new RegExp(`^${pattern.replace(/\/$/, '')}/?$`).exec(path);
  if (match === null) return undefined;
  const labels = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
  return { operation, labels, literal: templatePath.replace(/\{[^}]*\}/g, '').length };
}

function restCall(service: Service, route: Route, request: WireRequest) {
  return {
    service,
    operation: route.operation[2],
    input: () => readInput(route, request),
    output: (schema: StaticOperationSchema, value: object, requestId: string) => writeOutput(schema, value, requestId),
    error: (
      error: { code: string; message: string; status: number; members: object },
      _schema: unknown,
      requestId: string,
    ) => ({
      status: error.status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-errortype': error.code,
        'x-amzn-requestid': requestId,
      },
      // Services differ in the case of this member; clients read the one that their shape has.
      body: JSON.stringify({ message: error.message, Message: error.message, ...error.members }),
    }),
  };
}

function readInput({ operation, labels }: Route, request: WireRequest): unknown {
  const schema = NormalizedSchema.of(operation[4]);
  const bound: Record<string, unknown> = {};
  const inBody = new Set<string>();
  let payload: { readonly name: string; readonly schema: NormalizedSchema } | undefined;
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpLabel) bound[name] = readText(member, labels[name]);
    else if (typeof traits.httpQuery === 'string') bound[name] = readQuery(member, request.query, traits.httpQuery);
    else if (typeof traits.httpHeader === 'string') {
      bound[name] = readText(member, request.headers[traits.httpHeader.toLowerCase()]);
    } else if (traits.httpPayload) payload = { name, schema: member };
    else inBody.add(name);
  }
  for (const [name, value] of Object.entries(bound)) if (value === undefined) delete bound[name];
  if (payload === undefined) return { ...(readShape(schema, jsonBody(request)) as object), ...bound };
  if (payload.schema.isStructSchema()) bound[payload.name] = readShape(payload.schema, jsonBody(request));
  else if (request.body.length > 0) bound[payload.name] = request.body;
  return bound;
}

function readQuery(schema: NormalizedSchema, query: URLSearchParams, name: string): unknown {
  if (!schema.isListSchema()) return readText(schema, query.get(name) ?? undefined);
  const values = query.getAll(name);
  return values.length === 0 ? undefined : values.map((value) => readText(schema.getValueSchema(), value));
}

function writeOutput(operation: StaticOperationSchema, value: object, requestId: string): WireResponse {
  const schema = NormalizedSchema.of(operation[5]);
  const http: unknown = (operation[3] as { http?: unknown }).http;
  let status = Array.isArray(http) ? Number(http[2]) : 200;
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
  const rest: Record<string, unknown> = { ...value };
  let payload: string | Uint8Array | undefined;
  for (const [name, member] of schema.isStructSchema() ? schema.structIterator() : []) {
    const traits = member.getMergedTraits();
    const given = rest[name];
    if (typeof traits.httpHeader === 'string') {
      if (given !== undefined) headers[traits.httpHeader.toLowerCase()] = String(given);
    } else if (traits.httpResponseCode) {
      if (typeof given === 'number') status = given;
    } else if (traits.httpPayload) {
      payload = payloadOf(member, given);
    } else continue;
    delete rest[name];
  }
  return { status, headers, body: payload ?? JSON.stringify(writeShape(schema, rest) ?? {}) };
}

function payloadOf(schema: NormalizedSchema, value: unknown): string | Uint8Array {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  return isObject(value) ? JSON.stringify(writeShape(schema, value)) : String(value);
}
