import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

export interface SignedOrigin {
  /** Such as `https://abc.lambda-url.eu-west-1.on.aws`: nothing else is signed. */
  readonly origin: string;
  /** The service's name in SigV4: `lambda` for function URLs, `execute-api` for API Gateway. */
  readonly service: string;
}

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a signature adds; never sent to another origin. */
export const SIGNATURE_HEADERS = ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'];

/**
 * The headers that sign one request with the temporary credentials of the canary's role, body hash included. Only the host
 * and the content type are signed with it: a browser adds headers of its own after this.
 */
export async function signatureOf(request: UnsignedRequest, service: string): Promise<Record<string, string>> {
  const { url, method, headers, body } = request;
  const signer = new SignatureV4({
    service,
    region: environment('AWS_REGION'),
    sha256: Sha256,
    credentials: {
      accessKeyId: environment('AWS_ACCESS_KEY_ID'),
      secretAccessKey: environment('AWS_SECRET_ACCESS_KEY'),
      sessionToken: process.env.AWS_SESSION_TOKEN,
    },
  });
  const contentType = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    path: url.pathname,
    query: queryOf(url),
    headers: { host: url.host, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
    body,
  });
  return Object.fromEntries(Object.entries(signed.headers).filter(([name]) => SIGNATURE_HEADERS.includes(name)));
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Cannot sign requests to the candidate: ${name} is not in the canary's environment.`);
  return value;
}
