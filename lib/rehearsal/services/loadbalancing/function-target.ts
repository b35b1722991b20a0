import type { RequestShape } from '../../scenario';

/**
 * What a load balancer invokes a function with.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function balancerEvent(
  { method, path, headers, body }: RequestShape,
  targetGroupArn: string,
  host: string,
): Readonly<Record<string, unknown>> {
  const url = new URL(path, `http://${host}`);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: method,
    path: url.pathname,
    queryStringParameters: Object.fromEntries(url.searchParams),
    headers: {
      accept: '*/*',
      'user-agent': 'aviary-user',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '80',
      'x-forwarded-proto': 'http',
      ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      host,
      ...headers,
    },
    body: text ?? '',
    isBase64Encoded: false,
  };
}

/** The status that a function answered; `undefined`: it failed, or answered with something else, and the load balancer says 502. */
export function answeredStatus({
  error,
  payload,
}: {
  readonly error?: unknown;
  readonly payload: unknown;
}): number | undefined {
  if (error !== undefined || typeof payload !== 'object' || payload === null || !('statusCode' in payload))
    return undefined;
  const status = Number(payload.statusCode);
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}
