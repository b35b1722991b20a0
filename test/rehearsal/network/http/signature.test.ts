import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { answerRequest, type CredentialLookup, type FunctionUrl } from '../../../../lib/rehearsal/network';

const url: FunctionUrl<string> = {
  kind: 'function-url',
  id: 'xyz',
  account: '111122223333',
  region: 'eu-west-1',
  host: 'xyz.lambda-url.eu-west-1.on.aws',
  authType: 'AWS_IAM',
  target: 'candidate',
};
const credentials = { accessKeyId: 'ASIACANARY', secretAccessKey: 'secret', sessionToken: 'token' };
const identity = {
  accessKey: 'ASIACANARY',
  accountId: '111122223333',
  callerId: 'AROA:canary',
  userArn: 'arn:aws:sts::111122223333:assumed-role/canary/canary',
  userId: 'AROA:canary',
};
const lookup: CredentialLookup = (key) => (key === 'ASIACANARY' ? { ...credentials, identity } : undefined);

interface Changes {
  path?: string;
  body?: string;
  headers?: Record<string, string | undefined>;
  credentials?: typeof credentials;
  region?: string;
  service?: string;
}

/** Signs `POST /api/a%20b?x=1&x=%C3%A9&flag` as a canary does, then changes what is sent. */
async function send(changes: Changes = {}, door: FunctionUrl<string> = url) {
  const signer = new SignatureV4({
    credentials: changes.credentials ?? credentials,
    region: changes.region ?? 'eu-west-1',
    service: changes.service ?? 'lambda',
    sha256: Sha256,
  });
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'https:',
    hostname: url.host,
    path: '/api/a%20b',
    query: { x: ['1', 'é'], flag: '' },
    headers: { host: url.host, 'content-type': 'application/json', 'x-trace': '  a   b ' },
    body: '{"buy":1}',
  });
  const headers = Object.fromEntries(
    Object.entries({ ...signed.headers, ...changes.headers }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const events: unknown[] = [];
  const response = await answerRequest(
    door,
    {
      method: 'POST',
      host: url.host,
      path: changes.path ?? '/api/a%20b?x=1&x=%C3%A9&flag=',
      headers,
      body: Buffer.from(changes.body ?? '{"buy":1}'),
      sourceIp: '127.0.0.1',
    },
    {
      requestId: 'r',
      at: 0,
      credentials: lookup,
      invoke: async (_target, event) => {
        events.push(event);
        return { payload: { ok: true }, failed: false, durationMs: 1 };
      },
    },
  );
  return { status: response.status, body: JSON.parse(response.body.toString()), event: events[0] };
}

describe('a function URL with AWS_IAM', () => {
  it('lets a request with a right signature through, and tells who signed it', async () => {
    expect(await send()).toMatchObject({
      status: 200,
      body: { ok: true },
      event: {
        version: '2.0',
        routeKey: '$default',
        rawPath: '/api/a%20b',
        queryStringParameters: { x: '1,é', flag: '' },
        requestContext: { accountId: '111122223333', authorizer: { iam: identity }, stage: '$default' },
      },
    });
  });

  it('refuses a request without signature', async () => {
    expect(await send({ headers: { authorization: undefined } })).toEqual({
      status: 403,
      body: {
        Message:
          'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
      },
      event: undefined,
    });
  });

  it.each<[string, Changes]>([
    ['another body', { body: '{"buy":2}' }],
    ['another body and its hash', { body: '', headers: { 'x-amz-content-sha256': 'e3b0c442' } }],
    ['another path', { path: '/api/other?x=1&x=%C3%A9&flag=' }],
    ['another query', { path: '/api/a%20b?x=2&x=%C3%A9&flag=' }],
    ['another value of a signed header', { headers: { 'content-type': 'text/plain' } }],
    ['another secret', { credentials: { ...credentials, secretAccessKey: 'other' } }],
  ])('refuses a request with %s than was signed', async (_what, changes) => {
    const { status, body, event } = await send(changes);
    expect({ status, event }).toEqual({ status: 403, event: undefined });
    expect(body.message).toMatch(/^The request signature we calculated does not match/);
  });

  it('refuses unknown credentials, a missing session token, another service and another region', async () => {
    const invalid = { status: 403, body: { message: 'The security token included in the request is invalid.' } };
    expect(await send({ credentials: { ...credentials, accessKeyId: 'AKIAOTHER' } })).toMatchObject(invalid);
    expect(await send({ headers: { 'x-amz-security-token': undefined } })).toMatchObject(invalid);
    const scope = { status: 403, body: { message: expect.stringContaining('Credential should be scoped') } };
    expect(await send({ service: 'execute-api' })).toMatchObject(scope);
    expect(await send({ region: 'us-east-1' })).toMatchObject(scope);
  });

  it('asks for no signature where the URL is public', async () => {
    const open = await send({ headers: { authorization: undefined } }, { ...url, authType: 'NONE' });
    expect(open).toMatchObject({ status: 200, event: { requestContext: { accountId: 'anonymous' } } });
  });
});
