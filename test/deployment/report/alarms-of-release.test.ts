import { isOfRelease, type ReleaseMarks, versionMark } from '../../../lib/deployment/report/alarms-of-release';

const marks: ReleaseMarks = { since: 1_000, named: [], candidates: ['v12'], baselines: ['v11'], byHook: false };

test.each([
  ['of the candidate', 'Shop-ErrorRate-v12', 2_000, true],
  ['of the candidate, and red before it began', 'Shop-ErrorRate-v12', 0, true],
  ['of the baseline, red at the same time', 'Shop-ErrorRate-v11', 2_000, false],
  ['of all functions of the release', 'Shop-Page-v7-12', 2_000, true],
  ['of another function of the release', 'Shop-ErrorRateOrders-v7', 2_000, true],
  ['of another function, left red by an older release', 'Shop-ErrorRateOrders-v6', 0, false],
  ['of the bake, which nothing reads in the shift', 'Shop-ErrorRateInBake-v12', 2_000, false],
  ['with no version, red since', 'Shop-Queue', 2_000, true],
  ['with no version, red before', 'Shop-Queue', 0, false],
])('an alarm %s', (_, name, red, expected) => {
  expect(isOfRelease(name, red, marks)).toBe(expected);
});

test('what the platform names belongs to the release, whatever else', () => {
  expect(isOfRelease('Shop-ErrorRate-v11', 0, { ...marks, named: ['Shop-ErrorRate-v11'] })).toBe(true);
});

test('after a hook refused it, the alarms of the bake count', () => {
  expect(isOfRelease('Shop-ErrorRateInBake-v12', 2_000, { ...marks, byHook: true })).toBe(true);
});

test('of servers, whose version is a build, what the platform names tells the release', () => {
  const build = { ...marks, candidates: ['s3://builds/17.zip', 'r17'], baselines: ['s3://builds/16.zip'] };
  expect(['Shop-5xx-r17', 'Shop-5xx-r16'].map((name) => isOfRelease(name, 2_000, build))).toEqual([true, false]);
});

test('a version is written as alarm names have it', () => {
  expect(['12', 'shop:5', 's3://bucket/build.zip'].map(versionMark)).toEqual(['v12', 'r5', 's3://bucket/build.zip']);
});
