import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../loopback-network';

/** Who signed a request, as the event of a function URL tells it (`requestContext.authorizer.iam`). */
export interface IamIdentity {
  readonly accessKey: string;
  readonly accountId: string;
  /** `AROAEXAMPLE:session`. */
  readonly callerId: string;
  readonly userArn: string;
  readonly userId: string;
}

/** Credentials that the rehearsal has handed out. */
export interface KnownCredentials {
  readonly secretAccessKey: string;
  /** Where set, a request has to carry it in `x-amz-security-token`. */
  readonly sessionToken?: string;
  readonly identity: IamIdentity;
}

export type CredentialLookup = (accessKeyId: string) => KnownCredentials | undefined;

export type Verification =
  | { readonly identity: IamIdentity }
  /** AWS' answer to a request without a right signature. */
  | { readonly refusal: HttpResponse };

/**
 * Checks the Signature Version 4 of a request to a function URL with AWS_IAM: credentials, scope, every signed header,
 * path, query and the hash of the body. The age of a signature is not checked.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function verifySignature(request: HttpRequest, region: string, lookup: CredentialLookup): Verification {
  const signature = parseAuthorization(request.headers.authorization);
  const date = request.headers['x-amz-date'];
  if (signature === undefined || date === undefined) return { refusal: forbidden };
  if (signature.service !== 'lambda' || signature.region !== region) {
    const wrong = signature.service !== 'lambda' ? `service: 'lambda'` : `a valid region, not '${signature.region}'`;
    return refused('InvalidSignatureException', `Credential should be scoped to correct ${wrong}.`);
  }
  const known = lookup(signature.accessKeyId);
  if (known === undefined || known.sessionToken !== request.headers['x-amz-security-token']) {
    return refused('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const bodyHash = sha256(request.body ?? '');
  const declared = request.headers['x-amz-content-sha256'];
  const expected = sign(known.secretAccessKey, signature, date, canonicalRequest(request, signature, bodyHash));
  if ((declared !== undefined && declared !== bodyHash) || !equal(expected, signature.signature)) {
    return refused(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return { identity: known.identity };
}

interface Signature {
  readonly accessKeyId: string;
  /** `20260101`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parseAuthorization(authorization: string | undefined): Signature | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization ?? '',
    );
  if (match === null) return undefined;
  const [, accessKeyId = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, day, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

function canonicalRequest(request: HttpRequest, { signedHeaders }: Signature, bodyHash: string): string {
  const question = request.path.indexOf('?');
  const path = question < 0 ? request.path : request.path.slice(0, question);
  const query = question < 0 ? '' : request.path.slice(question + 1);
  const headers: Readonly<Record<string, string>> = { ...request.headers, host: request.host };
  return [
    request.method,
    // All services but S3 encode the path once more.
    path
      .split('/')
      .map(encoded)
      .join('/'),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    return [encoded(decoded(name)), encoded(decoded(value))] as const;
  });
  const sorted = pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

function sign(secret: string, { day, region, service }: Signature, date: string, canonical: string): string {
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`);
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function refused(type: string, message: string): { refusal: HttpResponse } {
  return { refusal: answer(type, { message }) };
}

function answer(type: string, body: object): HttpResponse {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  return { status: 403, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** Lambda's answer to a caller who may not invoke a function URL. */
export const forbidden = answer('AccessDeniedException', {
  Message:
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
});
