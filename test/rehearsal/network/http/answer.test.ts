import { answerRequest, type FrontDoor, type HttpApi, type RestApi } from '../../../../lib/rehearsal/network';

const at = Date.UTC(2026, 2, 12, 19, 3, 58, 390);
const host = 'abc123.execute-api.eu-west-1.amazonaws.com';

const httpApi: HttpApi<string> = {
  kind: 'http-api',
  id: 'abc123',
  account: '111122223333',
  region: 'eu-west-1',
  host,
  stages: [{ name: '$default' }, { name: 'dev', variables: { color: 'red' } }],
  routes: [
    { key: 'GET /pets/dog/1', payloadFormat: '2.0', target: 'exact' },
    { key: 'GET /pets/dog/{id}', payloadFormat: '2.0', target: 'variable' },
    { key: 'GET /pets/{proxy+}', payloadFormat: '2.0', target: 'greedy' },
    { key: 'ANY /pets/{proxy+}', payloadFormat: '2.0', target: 'any' },
    { key: 'POST /form', payloadFormat: '1.0', target: 'form' },
  ],
};

const restApi: RestApi<string> = {
  kind: 'rest-api',
  id: 'rest1',
  account: '111122223333',
  region: 'eu-west-1',
  host: 'rest1.execute-api.eu-west-1.amazonaws.com',
  stages: [{ name: 'prod', variables: { table: 'live' } }],
  methods: [
    { httpMethod: 'GET', resourcePath: '/items/{id}', resourceId: 'r1', target: 'item' },
    { httpMethod: 'ANY', resourcePath: '/{proxy+}', resourceId: 'r2', target: 'proxy' },
  ],
  binaryMediaTypes: ['image/*'],
};

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  rawHeaders?: [string, string][];
  body?: string | Buffer;
}

/** Sends a request through a front door; the function answers `payload`. */
async function send(
  door: FrontDoor<string>,
  sent: Sent,
  payload: unknown = { statusCode: 200 },
  { failed = false, durationMs = 5 } = {},
) {
  const invoked: { target: string; event: Record<string, unknown> }[] = [];
  const response = await answerRequest(
    door,
    {
      method: sent.method ?? 'GET',
      host: door.host,
      path: sent.path,
      headers: sent.headers ?? {},
      ...(sent.rawHeaders === undefined ? {} : { rawHeaders: sent.rawHeaders }),
      ...(sent.body === undefined ? {} : { body: Buffer.from(sent.body) }),
      sourceIp: '203.0.113.7',
    },
    {
      requestId: '4f1c2d3e',
      at,
      invoke: async (target, event) => {
        invoked.push({ target, event: event as Record<string, unknown> });
        return { payload, failed, durationMs };
      },
    },
  );
  const { status, headers } = response;
  return {
    status,
    headers,
    body: response.body.toString('latin1'),
    target: invoked[0]?.target,
    event: invoked[0]?.event,
  };
}

describe('an HTTP API', () => {
  it.each([
    ['GET', '/pets/dog/1', 'exact'],
    ['GET', '/pets/dog/2', 'variable'],
    ['GET', '/pets/cat/2', 'greedy'],
    ['POST', '/pets/cat/2', 'any'],
    ['GET', '/dev/pets/dog/1', 'exact'],
  ])('takes the most specific route for %s %s', async (method, path, target) => {
    expect((await send(httpApi, { method, path })).target).toBe(target);
  });

  it('answers 404 where no route matches, and takes $default where there is one', async () => {
    expect(await send(httpApi, { path: '/' })).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
    const routes = [...httpApi.routes, { key: '$default', payloadFormat: '2.0', target: 'rest' } as const];
    expect(await send({ ...httpApi, routes }, { path: '/' })).toMatchObject({
      target: 'rest',
      event: { routeKey: '$default' },
    });
  });

  it('sends an event of format 2.0', async () => {
    const { event } = await send(httpApi, {
      method: 'GET',
      path: '/dev/pets/dog/a%20b?tag=x&tag=y%26z&q=',
      headers: { Cookie: 'a=1; b=2', 'X-Custom': 'V', 'user-agent': 'test' },
    });
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'GET /pets/dog/{id}',
      rawPath: '/dev/pets/dog/a%20b',
      rawQueryString: 'tag=x&tag=y%26z&q=',
      cookies: ['a=1', 'b=2'],
      headers: {
        'content-length': '0',
        host,
        'user-agent': 'test',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-custom': 'V',
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      queryStringParameters: { tag: 'x,y&z', q: '' },
      requestContext: {
        accountId: '111122223333',
        apiId: 'abc123',
        domainName: host,
        domainPrefix: 'abc123',
        http: {
          method: 'GET',
          path: '/dev/pets/dog/a%20b',
          protocol: 'HTTP/1.1',
          sourceIp: '203.0.113.7',
          userAgent: 'test',
        },
        requestId: '4f1c2d3e',
        routeKey: 'GET /pets/dog/{id}',
        stage: 'dev',
        time: '12/Mar/2026:19:03:58 +0000',
        timeEpoch: at,
      },
      pathParameters: { id: 'a b' },
      stageVariables: { color: 'red' },
      isBase64Encoded: false,
    });
  });

  it.each([
    ['application/json', '{"a":1}', false],
    ['text/plain; charset=utf-8', 'é', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['image/png', '\x89PNG', true],
  ])('hands a body of %s on as text or as base64', async (type, body, isBase64Encoded) => {
    const { event } = await send(httpApi, { method: 'POST', path: '/pets/1', headers: { 'content-type': type }, body });
    expect(event).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    });
  });

  it('sends an event of format 1.0', async () => {
    const { event } = await send(httpApi, {
      method: 'POST',
      path: '/form?a=1&a=2',
      headers: { 'X-B': '3' },
      body: 'x',
    });
    expect(event).toMatchObject({
      version: '1.0',
      resource: '/form',
      path: '/form',
      httpMethod: 'POST',
      headers: { 'x-b': '3' },
      multiValueHeaders: { 'x-b': ['3'] },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: null,
      stageVariables: null,
      requestContext: { stage: '$default', httpMethod: 'POST', identity: { sourceIp: '203.0.113.7' } },
      body: 'x',
    });
  });

  it.each([
    ['an object without a status code', { price: 3 }, 200, '{"price":3}', 'application/json'],
    ['a text', 'Hello from Lambda!', 200, 'Hello from Lambda!', 'application/json'],
    ['a list', [1, 2], 200, '[1,2]', 'application/json'],
    ['a status as text', { statusCode: '201', body: 'x' }, 201, 'x', 'text/plain; charset=utf-8'],
    ['base64', { statusCode: 200, isBase64Encoded: true, body: 'AP8=' }, 200, '\x00\xff', 'text/plain; charset=utf-8'],
    [
      'an object as body',
      { statusCode: 200, body: {} },
      500,
      '{"message":"Internal Server Error"}',
      'application/json',
    ],
    ['no valid status', { statusCode: 'ok' }, 500, '{"message":"Internal Server Error"}', 'application/json'],
  ])('turns %s into its response', async (_what, payload, status, body, type) => {
    const response = await send(httpApi, { path: '/pets/1' }, payload);
    expect(response).toMatchObject({ status, body, headers: { 'content-type': type } });
  });

  it('sends each cookie as a header of its own', async () => {
    const answer = { statusCode: 204, cookies: ['a=1; Path=/', 'b=2'], headers: { ETag: 7, 'Content-Length': 99 } };
    const { headers } = await send(httpApi, { path: '/pets/1' }, answer);
    expect(headers).toEqual({
      etag: '7',
      'set-cookie': ['a=1; Path=/', 'b=2'],
      'content-type': 'text/plain; charset=utf-8',
    });
  });

  it('answers 500 where the function fails, and 503 where it takes longer than 30 seconds', async () => {
    expect(await send(httpApi, { path: '/pets/1' }, {}, { failed: true })).toMatchObject({ status: 500 });
    expect(await send(httpApi, { path: '/pets/1' }, {}, { durationMs: 30_001 })).toMatchObject({
      status: 503,
      body: '{"message":"Service Unavailable"}',
    });
  });

  it('answers preflight requests itself, and adds its own cross-origin headers', async () => {
    const cors = {
      allowOrigins: ['https://shop.example'],
      allowMethods: ['GET'],
      allowHeaders: ['x-a'],
      maxAgeSeconds: 60,
    };
    const origin = 'https://shop.example';
    const preflight = await send(
      { ...httpApi, cors },
      { method: 'OPTIONS', path: '/pets/1', headers: { origin, 'access-control-request-method': 'GET' } },
    );
    expect(preflight).toMatchObject({
      status: 204,
      target: undefined,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'x-a',
        'access-control-max-age': '60',
      },
    });
    const answer = { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } };
    const { headers } = await send({ ...httpApi, cors }, { path: '/pets/1', headers: { origin } }, answer);
    expect(headers['access-control-allow-origin']).toBe(origin);
    const stranger = await send(
      { ...httpApi, cors },
      { path: '/pets/1', headers: { origin: 'https://x.example' } },
      answer,
    );
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a REST API', () => {
  it('sends the proxy event: path without stage, headers in the case they were sent in', async () => {
    const { event, target } = await send(restApi, {
      path: '/prod/items/7?q=1',
      headers: { 'x-request-source': 'canary' },
      rawHeaders: [['X-Request-SOURCE', 'canary']],
    });
    expect(target).toBe('item');
    expect(event).toMatchObject({
      resource: '/items/{id}',
      path: '/items/7',
      httpMethod: 'GET',
      headers: { 'X-Request-SOURCE': 'canary', 'X-Forwarded-Proto': 'https' },
      queryStringParameters: { q: '1' },
      multiValueQueryStringParameters: { q: ['1'] },
      pathParameters: { id: '7' },
      stageVariables: { table: 'live' },
      requestContext: { path: '/prod/items/7', stage: 'prod', resourcePath: '/items/{id}', resourceId: 'r1' },
      body: null,
      isBase64Encoded: false,
    });
    expect(event).not.toHaveProperty('version');
  });

  it('answers 403 as AWS does for an unknown stage and for an unknown path', async () => {
    expect(await send(restApi, { path: '/test/items/7' })).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    expect(await send(restApi, { path: '/prod' })).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
  });

  it.each([
    ['no status code', { body: 'x' }],
    ['a text', 'x'],
    ['an object as body', { statusCode: 200, body: { a: 1 } }],
    ['nothing', null],
  ])('answers 502 to %s', async (_what, payload) => {
    expect(await send(restApi, { path: '/prod/a' }, payload)).toMatchObject({
      status: 502,
      body: '{"message":"Internal server error"}',
    });
  });

  it('answers 502 where the function fails, and 504 after 29 seconds', async () => {
    expect(await send(restApi, { path: '/prod/a' }, {}, { failed: true })).toMatchObject({ status: 502 });
    expect(await send(restApi, { path: '/prod/a' }, {}, { durationMs: 29_001 })).toMatchObject({
      status: 504,
      body: '{"message":"Endpoint request timed out"}',
    });
  });

  it('decodes base64 for clients that accept a binary type alone', async () => {
    const answer = { statusCode: 200, isBase64Encoded: true, body: 'AP8=', headers: { 'Content-Type': 'image/png' } };
    const binary = await send(restApi, { path: '/prod/a', headers: { accept: 'image/png' } }, answer);
    expect(binary.body).toBe('\x00\xff');
    expect((await send(restApi, { path: '/prod/a' }, answer)).body).toBe('AP8=');
  });

  it('sends every value of a repeated header', async () => {
    const answer = { statusCode: 200, body: '', multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-One': ['1'] } };
    const { headers } = await send(restApi, { path: '/prod/a' }, answer);
    expect(headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-one': '1', 'content-type': 'application/json' });
  });
});
