import type { Fault } from '../../scenario';

/** Puts `status` and `body` faults into what a handler answered an API: anything that is no HTTP response stays as it is. */
export function faultyResponse(payload: unknown, faults: readonly Fault[]): unknown {
  let response = payload;
  for (const fault of faults) {
    if (fault.fault === 'status') response = withStatus(response, fault.status);
    else if (fault.fault === 'body') response = withBody(response, fault.find, fault.replace);
  }
  return response;
}

function withStatus(response: unknown, statusCode: number): unknown {
  return isResponse(response) ? { ...response, statusCode } : { statusCode, body: JSON.stringify(response) ?? '' };
}

function withBody(response: unknown, find: string, replace: string): unknown {
  if (!isResponse(response) || typeof response.body !== 'string') return response;
  if (response.isBase64Encoded === true) {
    const text = Buffer.from(response.body, 'base64').toString('utf8').replaceAll(find, replace);
    return { ...response, body: Buffer.from(text, 'utf8').toString('base64') };
  }
  return { ...response, body: response.body.replaceAll(find, replace) };
}

interface LambdaResponse {
  readonly statusCode?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

function isResponse(value: unknown): value is LambdaResponse {
  return typeof value === 'object' && value !== null && ('statusCode' in value || 'body' in value);
}
