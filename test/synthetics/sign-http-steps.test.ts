import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { signHttpSteps } from '../../lib/synthetics/entry/sign-http-steps';

const origin = 'https://abc.lambda-url.eu-west-1.on.aws';

interface Sent {
  readonly hostname?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers: Record<string, string>;
}

/** A library whose HTTP steps are only written down. */
function library(): { steps: { executeHttpStep(name: string, request: unknown): Promise<void> }; sent: Sent[] } {
  const sent: Sent[] = [];
  const steps = {
    executeHttpStep: async (_name: string, request: unknown) => {
      sent.push(request as Sent);
    },
  };
  signHttpSteps(steps, { origin, service: 'lambda' });
  return { steps, sent };
}

beforeEach(() => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  });
});

test('a step to the candidate carries the signature that AWS would compute', async () => {
  const { steps, sent } = library();
  const body = '{"productId":"p1"}';
  await steps.executeHttpStep('buy', {
    hostname: 'abc.lambda-url.eu-west-1.on.aws',
    path: '/api/checkout?coupon=a%20b',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { authorization, ...headers } = sent[0]?.headers ?? {};
  const date = headers['x-amz-date'] ?? '';
  const expected = await new SignatureV4({
    service: 'lambda',
    region: 'eu-west-1',
    sha256: Sha256,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
  }).sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname: 'abc.lambda-url.eu-west-1.on.aws',
      path: '/api/checkout',
      query: { coupon: 'a b' },
      headers: { host: 'abc.lambda-url.eu-west-1.on.aws', 'content-type': 'application/json' },
      body,
    },
    { signingDate: new Date(date.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5')) },
  );
  expect(authorization).toBe(expected.headers.authorization);
  expect(headers['x-amz-security-token']).toBe('token');
});

test('a step to anybody else carries none', async () => {
  const { steps, sent } = library();
  const request = { hostname: 'payments.example.com', path: '/', headers: { accept: '*/*' } };
  await steps.executeHttpStep('pay', request);
  expect(sent).toEqual([request]);
});

test('an address alone is a GET', async () => {
  const { steps, sent } = library();
  await steps.executeHttpStep('list', `${origin}/api/products`);
  expect(sent[0]).toMatchObject({
    method: 'GET',
    path: '/api/products',
    headers: { authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 /) },
  });
});

test('a binary body is refused with a sentence', async () => {
  const { steps } = library();
  await expect(
    steps.executeHttpStep('upload', { hostname: new URL(origin).hostname, method: 'PUT', body: Buffer.from([0, 255]) }),
  ).rejects.toThrow("Step 'upload' has a body that is no text, and a pinned canary can sign text alone");
});
