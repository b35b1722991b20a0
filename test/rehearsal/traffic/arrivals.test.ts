import { Arrivals } from '../../../lib/rehearsal/traffic/arrivals';

const shapes = [
  { name: 'page', method: 'GET', path: '/', headers: {}, weight: 3 },
  { name: 'buy', method: 'POST', path: '/buy', headers: {}, weight: 1 },
];
const minute = 60_000;

function names(arrivals: Arrivals, ...cuts: number[]): string[] {
  return cuts
    .slice(1)
    .flatMap((to, i) => [...arrivals.between(cuts[i] ?? 0, to)].map(({ at, request }) => `${at} ${request.name}`));
}

test('the same seed gives the same requests, however time is cut', () => {
  const traffic = { requestsPerMinute: 600, arrivals: 'poisson' as const };
  const whole = names(new Arrivals(traffic, shapes, 7), 0, 5 * minute);
  const cut = names(new Arrivals(traffic, shapes, 7), 0, 13, 15_000, minute, 4.5 * minute, 5 * minute);
  expect(cut).toEqual(whole);
  expect(names(new Arrivals(traffic, shapes, 8), 0, 5 * minute)).not.toEqual(whole);
});

test('a Poisson process has the rate and the spread of one', () => {
  const arrivals = new Arrivals({ requestsPerMinute: 120, arrivals: 'poisson' }, shapes, 1);
  const counts = Array.from({ length: 500 }, (_, i) => [...arrivals.between(i * minute, (i + 1) * minute)].length);
  const mean = counts.reduce((a, b) => a + b) / counts.length;
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / counts.length;
  // Four standard errors of the mean and of the variance.
  expect(Math.abs(mean - 120)).toBeLessThan(4 * Math.sqrt(120 / 500));
  expect(Math.abs(variance - 120)).toBeLessThan(4 * 120 * Math.sqrt(2 / 500));
});

test('requests are drawn by their weights, evenly paced where that is asked for', () => {
  const arrivals = [...new Arrivals({ requestsPerMinute: 1200, arrivals: 'even' }, shapes, 1).between(0, 10 * minute)];
  expect(arrivals.length).toBeGreaterThanOrEqual(11_998);
  expect((arrivals[1]?.at ?? 0) - (arrivals[0]?.at ?? 0)).toBe(50);
  const pages = arrivals.filter(({ request }) => request.name === 'page').length / arrivals.length;
  expect(pages).toBeGreaterThan(0.73);
  expect(pages).toBeLessThan(0.77);
});

test('nobody comes without traffic, and a pause is not made up for', () => {
  expect([...new Arrivals({ requestsPerMinute: 0, arrivals: 'poisson' }, shapes, 1).between(0, minute)]).toEqual([]);
  const arrivals = new Arrivals({ requestsPerMinute: 60, arrivals: 'even' }, shapes, 1);
  expect([...arrivals.between(0, minute)].length).toBeGreaterThan(50);
  expect([...arrivals.between(60 * minute, 61 * minute)].length).toBeLessThan(62);
});
