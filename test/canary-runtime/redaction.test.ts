import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { redaction } from '../../lib/canary-runtime/redaction';
import { givenDirectory, runScript } from './given';
import { Target } from './target';

describe('texts', () => {
  const redact = redaction({
    DB_PASSWORD: 'p4ss/w"rd',
    API_KEY: 'k3y-0123456789',
    STAGE: 'beta',
    USE_TOKEN: 'true',
    TOKEN_TTL: '3600',
  });

  test.each([
    ['as it is', 'login with p4ss/w"rd now', 'login with REDACTED now'],
    ['in a URL', 'https://x/?p=p4ss%2Fw%22rd', 'https://x/?p=REDACTED'],
    ['in JSON', '{"p":"p4ss/w\\"rd"}', '{"p":"REDACTED"}'],
    ['in base64', `x ${Buffer.from('k3y-0123456789').toString('base64')}`, 'x REDACTED='],
    [
      'SigV4 in a query',
      'https://x/?X-Amz-Signature=0aff&b=1&X-Amz-Security-Token=IQoJ',
      'https://x/?X-Amz-Signature=REDACTED&b=1&X-Amz-Security-Token=REDACTED',
    ],
    [
      'SigV4 in a header',
      'AWS4-HMAC-SHA256 Credential=AKIA/2026/us-east-1/x, Signature=0a',
      'AWS4-HMAC-SHA256 Credential=REDACTED',
    ],
    ['a bearer token', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', 'Bearer REDACTED'],
    [
      'harmless words stay',
      'beta is true for 3600 s: Basic authentication',
      'beta is true for 3600 s: Basic authentication',
    ],
  ])('%s', (_, text, clean) => {
    expect(redact(text)).toBe(clean);
  });
});

test('no secret reaches the log, the result or an artifact that the runtime writes', async () => {
  const target = await Target.start();
  const result = await runScript(
    `synthetics.getConfiguration().setConfig({ includeRequestHeaders: true, includeResponseHeaders: true, includeRequestBody: true, includeResponseBody: true, logRequestHeaders: true, logResponseHeaders: true });
     console.log('the password is', process.env.SHOP_PASSWORD);
     console.error(process.env.SHOP_PASSWORD);
     const page = await synthetics.getPage();
     await page.setExtraHTTPHeaders({ Authorization: 'Bearer abcdefghijkl0123', 'X-Amz-Security-Token': 'FwoGZXIvYXdzE' });
     await page.goto(url + '/?X-Amz-Signature=0123456789abcdef&key=' + process.env.SHOP_PASSWORD);
     await page.click('#buy');
     await page.waitForSelector('.bought');
     await page.goto(url + '/');
     await synthetics.executeHttpStep('signed', { protocol: 'http:', hostname: '127.0.0.1', port: new URL(url).port, path: '/api/json', headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKIAXX/1, Signature=0123456789abcdef' } });
     throw new Error('no entry for ' + process.env.SHOP_PASSWORD);`,
    {
      target: target.url,
      environment: { SHOP_PASSWORD: 'correct-horse-battery' },
      artifactsDirectory: givenDirectory(),
      recordHar: true,
    },
  );
  await target.stop();
  expect(result.stateReason).toContain('Error: no entry for REDACTED');
  const directory = result.artifacts?.directory ?? '';
  const texts = readdirSync(directory)
    .filter((name) => !name.endsWith('.png') && statSync(join(directory, name)).isFile())
    .map((name) => readFileSync(join(directory, name), 'utf8'));
  expect(texts.length).toBe(5);
  for (const text of [...texts, JSON.stringify(result)]) {
    for (const secret of [
      'correct-horse-battery',
      '0123456789abcdef',
      'abcdefghijkl0123',
      'FwoGZXIvYXdzE',
      's3cr3t',
      'AKIAXX',
    ]) {
      expect(text).not.toContain(secret);
    }
  }
});
