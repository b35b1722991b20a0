import type { RequestOptions } from 'node:http';
import { type SignedOrigin, signatureOf } from './signer';

/** What executeHttpStep takes: an address, or the options of http.request and a body. */
type StepRequest = string | URL | (RequestOptions & { readonly body?: unknown });

interface HttpSteps {
  executeHttpStep(name: string, request: StepRequest, ...rest: unknown[]): Promise<unknown>;
}

/** Signs the HTTP steps that go to the signed origin. */
export function signHttpSteps(synthetics: object, signed: SignedOrigin): void {
  const steps = synthetics as HttpSteps;
  const executeHttpStep = steps.executeHttpStep.bind(steps);
  steps.executeHttpStep = async (name, request, ...rest) =>
    await executeHttpStep(name, await signedStep(name, request, signed), ...rest);
}

async function signedStep(name: string, request: StepRequest, signed: SignedOrigin): Promise<StepRequest> {
  const url = urlOf(request);
  if (url.origin !== signed.origin) return request;
  const options = typeof request === 'string' || request instanceof URL ? {} : request;
  const body = bodyOf(name, options.body);
  const headers = textHeaders(options.headers);
  const signature = await signatureOf({ method: options.method ?? 'GET', url, headers, body }, signed.service);
  return {
    ...options,
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port === '' ? undefined : url.port,
    path: `${url.pathname}${url.search}`,
    method: options.method ?? 'GET',
    headers: { ...headers, ...signature },
    ...(body === undefined ? {} : { body }),
  };
}

function urlOf(request: StepRequest): URL {
  if (typeof request === 'string' || request instanceof URL) return new URL(request);
  const protocol = request.protocol ?? (request.port === 80 ? 'http:' : 'https:');
  const host = request.hostname ?? request.host ?? 'localhost';
  const port = request.port === undefined || request.port === null ? '' : `:${request.port}`;
  return new URL(request.path ?? '/', `${protocol}//${host.includes(':') ? host : `${host}${port}`}`);
}

function bodyOf(name: string, body: unknown): string | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return body;
  throw new Error(
    `Step '${name}' has a body that is no text, and a pinned canary can sign text alone: ` +
      'send JSON.stringify(…) or a URL-encoded form, or leave the step to a live canary.',
  );
}

function textHeaders(headers: RequestOptions['headers']): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) text[name] = String(value);
  }
  return text;
}
