import fc from 'fast-check';
import { AlarmError, parseStatistic, type Sample, statistic } from '../../../lib/engine/cloudwatch';

const samples = (values: readonly number[]): Sample[] => values.map((value) => ({ timestamp: 0, value }));
const oneTo = (count: number) => samples(Array.from({ length: count }, (_, index) => index + 1));

describe('of the values 1 to 100', () => {
  test.each([
    ['SampleCount', 100],
    ['Sum', 5050],
    ['Average', 50.5],
    ['Minimum', 1],
    ['Maximum', 100],
    ['p50', 50],
    ['p90', 90],
    ['p99', 99],
    ['p99.9', 100],
    ['p0', 1],
    ['p100', 100],
    ['p95.0123456789', 96],
    ['tm90', 45.5],
    ['TM(:90%)', 45.5],
    ['TM(10%:90%)', 50.5],
    ['TM(150:1000)', undefined],
    ['TM(10:20)', 15.5],
    ['IQM', 50.5],
    ['wm90', (4005 + 11 * 90) / 100],
    ['WM(10%:90%)', (10 * 10 + (5050 - 55 - 955) + 10 * 90) / 100],
    ['WM(10:20)', (10 * 10 + 155 + 80 * 20) / 100],
    ['tc90', 90],
    ['TC(10:20)', 10],
    ['TC(80%:)', 20],
    ['ts90', 4095],
    ['TS(80%:)', 1810],
    ['TS(10:20)', 155],
    ['PR(:30)', 30],
    ['PR(10:30)', 20],
    ['PR(90:)', 10],
  ])('%s is %s', (name, expected) => {
    const value = statistic(name, oneTo(100));
    if (expected === undefined) expect(value).toBeUndefined();
    else expect(value).toBeCloseTo(expected, 9);
  });
});

test('a trimmed count can be a decimal', () => {
  expect(statistic('tc90', oneTo(5))).toBeCloseTo(4.5, 9);
  expect(statistic('ts90', oneTo(5))).toBeCloseTo(12.5, 9);
});

test('a fixed lower boundary is exclusive, an upper one inclusive', () => {
  const values = samples([150, 151, 1000, 1001]);
  expect(statistic('TC(150:1000)', values)).toBe(2);
  expect(statistic('PR(150:1000)', values)).toBe(50);
});

test('tm99 is TM(:99%) and IQM is TM(25%:75%), whatever the values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 50 }), (values) => {
      expect(statistic('tm99', samples(values))).toBe(statistic('TM(:99%)', samples(values)));
      expect(statistic('IQM', samples(values))).toBe(statistic('TM(25%:75%)', samples(values)));
    }),
  );
});

test('a percentile is one of the values, and no smaller percentile is above it', () => {
  const percent = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), percent, percent, (values, a, b) => {
      const [lower, upper] = [Math.min(a, b), Math.max(a, b)].map((each) => statistic(`p${each}`, samples(values)));
      expect(values).toContain(lower);
      expect(lower).toBeLessThanOrEqual(upper ?? 0);
    }),
  );
});

test('a statistic set answers the basic statistics', () => {
  const sets: Sample[] = [
    { timestamp: 0, n: 4, sum: 20, min: 2, max: 9 },
    { timestamp: 1, value: 1, count: 2 },
  ];
  const names = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'];
  expect(names.map((name) => statistic(name, sets))).toEqual([6, 22, 22 / 6, 1, 9]);
});

test('a percentile needs the values: a statistic set has them only where they are all one', () => {
  expect(statistic('p90', [{ timestamp: 0, n: 4, sum: 20, min: 2, max: 9 }])).toBeUndefined();
  expect(statistic('p90', [{ timestamp: 0, n: 4, sum: 20, min: 5, max: 5 }])).toBe(5);
});

test('there is no percentile where a value is negative', () => {
  expect(statistic('p90', samples([-1, 5]))).toBeUndefined();
  expect(statistic('Average', samples([-1, 5]))).toBe(2);
});

test('no samples give no datapoint', () => {
  expect(statistic('Sum', [])).toBeUndefined();
  expect(statistic('p99', [])).toBeUndefined();
});

test.each([
  'sum',
  'P99',
  'p101',
  'p99.12345678901',
  'TM90',
  'tm',
  'TM(90%)',
  'TM(:)',
  'TM(90%:10%)',
  'TM(10%:90)',
  'PR(1%:2%)',
  'tm(1:2)',
  'pr90',
  'MAX',
  'IQM(1:2)',
])('CloudWatch has no statistic %s', (name) => {
  expect(() => parseStatistic(name)).toThrow(AlarmError);
});
