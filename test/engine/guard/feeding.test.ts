import fc from 'fast-check';
import { feeding } from '../../../lib/engine/guard';

const shift = { type: 'canary', percentage: 10, intervalMinutes: 5 } as const;

test('a first step of 10 % of 1,200 requests a minute feeds a p99', () => {
  expect(feeding({ requestsPerMinute: 1200, shift, period: 60, minSamples: 100 })).toMatchObject({
    fed: true,
    expected: 120,
  });
});

test.each([
  [60, 50, 'Lower minSamples to 6, or raise the first step to 84 %.'],
  [60, 100, 'Lower minSamples to 6.'],
  [5, 4, 'Raise the first step to 80 %.'],
  [5, 100, "There is less than one request in 60 s: use a canary's signal instead."],
])('%d requests a minute, minSamples %d: %s', (requestsPerMinute, minSamples, fix) => {
  expect(feeding({ requestsPerMinute, shift, period: 60, minSamples }).fix).toBe(fix);
});

test('whoever follows the advice has a signal that is fed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 500 }),
      (requestsPerMinute, minSamples) => {
        const { fix } = feeding({ requestsPerMinute, shift, period: 60, minSamples });
        const lower = /minSamples to (\d+)/.exec(fix)?.[1];
        if (lower !== undefined) {
          expect(feeding({ requestsPerMinute, shift, period: 60, minSamples: Number(lower) }).fed).toBe(true);
        }
        const percentage = /first step to (\d+)/.exec(fix)?.[1];
        if (percentage !== undefined) {
          const bigger = { ...shift, percentage: Number(percentage) };
          expect(feeding({ requestsPerMinute, shift: bigger, period: 60, minSamples }).fed).toBe(true);
        }
      },
    ),
  );
});
