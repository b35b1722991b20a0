import { signingNameOf } from '../signature';
import type { Protocol, WireRequest, WireResponse } from './protocol';
import { xmlElement, xmlMembers } from './xml-document';

const xml = { 'content-type': 'application/xml' };
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** S3's REST protocol: bucket and key in the path (or the bucket before the host name), objects as plain bodies. */
export const s3Rest: Protocol = async (request, services) => {
  const service = services.find(({ name }) => name === 's3');
  if (service === undefined || signingNameOf(request.headers.authorization) !== 's3') return undefined;
  const name = objectName(request);
  const operation = operationOf(request, name.Key !== '');
  return {
    service,
    operation,
    input: () => readInput(operation, name, request),
    output: (_schema, value, requestId) => {
      const response = writeOutput(operation, name.Bucket, value as Readonly<Record<string, unknown>>);
      return { ...response, headers: { ...response.headers, 'x-amz-request-id': requestId } };
    },
    error: ({ code, message, status, members }, _schema, requestId) => ({
      status: notFound.has(code) ? 404 : status,
      headers: xml,
      body: xmlElement('Error', undefined, { Code: code, Message: message, ...members, RequestId: requestId }),
    }),
  };
};

const notFound = new Set(['NoSuchKey', 'NoSuchBucket', 'NotFound']);

function objectName(request: WireRequest): { readonly Bucket: string; readonly Key: string } {
  const path = decodeURIComponent(request.path.slice(1));
  const host = /^(.+)\.s3[.-][^/]*amazonaws\.com/.exec(request.headers.host ?? '')?.[1];
  if (host !== undefined) return { Bucket: host, Key: path };
  const slash = path.indexOf('/');
  return slash < 0 ? { Bucket: path, Key: '' } : { Bucket: path.slice(0, slash), Key: path.slice(slash + 1) };
}

/** What is asked for; a request that has no operation here keeps S3's own words for it, to be named in the refusal. */
function operationOf({ method, query }: WireRequest, hasKey: boolean): string {
  const subresource = [...query.keys()].find((key) => query.get(key) === '' && key !== 'prefix');
  if (!hasKey && method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
  if (!hasKey && method === 'GET' && subresource === 'location') return 'GetBucketLocation';
  const known = hasKey
    ? { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject', DELETE: 'DeleteObject' }[method]
    : { HEAD: 'HeadBucket' }[method];
  return known !== undefined && subresource === undefined ? known : `${method} ${subresource ?? ''}`.trim();
}

function readInput(operation: string, name: { Bucket: string; Key: string }, request: WireRequest): object {
  const { query, headers } = request;
  switch (operation) {
    case 'ListObjectsV2': {
      const maximum = query.get('max-keys');
      return defined({
        Bucket: name.Bucket,
        Prefix: query.get('prefix') ?? undefined,
        Delimiter: query.get('delimiter') ?? undefined,
        StartAfter: query.get('start-after') ?? undefined,
        ContinuationToken: query.get('continuation-token') ?? undefined,
        MaxKeys: maximum === null ? undefined : Number(maximum),
      });
    }
    case 'PutObject': {
      const prefix = 'x-amz-meta-';
      const metadata = Object.entries(headers).filter(([key]) => key.startsWith(prefix));
      const Metadata = Object.fromEntries(metadata.map(([key, value]) => [key.slice(prefix.length), value]));
      return defined({ ...name, Body: objectBody(request), ContentType: headers['content-type'], Metadata });
    }
    default:
      return name.Key === '' ? { Bucket: name.Bucket } : name;
  }
}

/** Clients send bodies in chunks with a checksum behind them: `5;chunk-signature=…`, data, `0`, trailers. */
function objectBody({ headers, body }: WireRequest): Buffer {
  if (!(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd < 0) break;
    const length = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(length > 0)) break;
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}

function writeOutput(operation: string, bucket: string, value: Readonly<Record<string, unknown>>): WireResponse {
  switch (operation) {
    case 'ListObjectsV2': {
      const { Contents = [], CommonPrefixes = [], ...rest } = value;
      const contents = (Contents as object[]).map((object) => xmlElement('Contents', undefined, object));
      const prefixes = (CommonPrefixes as object[]).map((prefix) => xmlElement('CommonPrefixes', undefined, prefix));
      const facts = { Name: bucket, KeyCount: contents.length, IsTruncated: false, ...rest };
      return document('ListBucketResult', xmlMembers(undefined, facts) + contents.join('') + prefixes.join(''));
    }
    case 'GetBucketLocation':
      return document('LocationConstraint', String(value.LocationConstraint ?? ''));
    default: {
      const { Body = '', Metadata = {}, ContentType, ETag, LastModified, ContentLength } = value;
      const metadata = Object.entries(Metadata as object).map(([key, text]) => [`x-amz-meta-${key}`, String(text)]);
      const headers = defined<string>({
        ...Object.fromEntries(metadata),
        'content-type': ContentType as string | undefined,
        etag: ETag as string | undefined,
        'last-modified': LastModified instanceof Date ? LastModified.toUTCString() : undefined,
        'content-length': ContentLength === undefined ? undefined : String(ContentLength),
      });
      const status = operation === 'DeleteObject' ? 204 : 200;
      return { status, headers, body: Body as string | Uint8Array };
    }
  }
}

function document(root: string, content: string): WireResponse {
  return { status: 200, headers: xml, body: `<${root} xmlns="${namespace}">${content}</${root}>` };
}

function defined<Value>(members: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  const entries = Object.entries(members).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
