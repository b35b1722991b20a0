import type { MetricId, Sample } from '../../../lib/engine/cloudwatch';
import { MetricBatches } from '../../../lib/rehearsal/world/metric-batches';

const minute = 60_000;
const metric: MetricId = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'f' } };
const errors = { key: 'errors', metric, unit: 'Count', keepsValues: false };
const duration = { key: 'duration', metric: { ...metric, name: 'Duration' }, unit: 'Milliseconds', keepsValues: true };

function delivered(fill: (batches: MetricBatches) => void, now: number) {
  const samples: { name: string; sample: Sample; visibleAt: number }[] = [];
  const batches = new MetricBatches(({ name }, sample, visibleAt) => samples.push({ name, sample, visibleAt }));
  fill(batches);
  batches.flush(now, () => 60_000);
  return samples;
}

test('a minute is readable the publish delay after its end, as one statistic set', () => {
  const samples = delivered((batches) => {
    batches.add(errors, 1, 10 * minute + 5, 10 * minute + 6);
    batches.add(errors, 0, 10 * minute + 59_000, 10 * minute + 59_001);
  }, 11 * minute);
  expect(samples).toEqual([
    {
      name: 'Errors',
      sample: { timestamp: 10 * minute, unit: 'Count', n: 2, sum: 1, min: 0, max: 1 },
      visibleAt: 12 * minute,
    },
  ]);
});

test('what is read by percentile keeps its values', () => {
  const samples = delivered((batches) => {
    for (const value of [2, 2, 900]) batches.add(duration, value, 0, value);
  }, minute);
  expect(samples.map(({ sample }) => sample)).toEqual([
    { timestamp: 0, unit: 'Milliseconds', value: 2, count: 2 },
    { timestamp: 0, unit: 'Milliseconds', value: 900, count: 1 },
  ]);
});

test('a long invocation comes minutes later, stamped with its start', () => {
  const fill = (batches: MetricBatches) => batches.add(errors, 1, 30_000, 30_000 + 2 * minute);
  expect(delivered(fill, minute)).toEqual([]);
  expect(delivered(fill, 3 * minute)).toMatchObject([{ sample: { timestamp: 0 }, visibleAt: 4 * minute }]);
});
