import { join } from 'node:path';
import { runCanary } from '../../lib/canary-runtime';
import { Target } from './target';

test('a typed script, compiled with this repository, runs as it is', async () => {
  const target = await Target.start();
  const result = await runCanary({
    code: join(__dirname, 'typed', 'journey.ts'),
    handler: 'handler',
    name: 'shop',
    timeoutSeconds: 30,
    environment: { TARGET_URL: target.url },
  });
  await target.stop();
  expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
  expect(result.steps.map(({ name }) => name)).toEqual(['open', 'json', `${target.url}/api/buy`]);
  expect(result.steps[0]?.screenshots).toEqual(['01-open-again.png']);
  expect(target.requests.find(({ path }) => path === '/api/buy')?.body).toBe('{"id":1}');
}, 60_000);
