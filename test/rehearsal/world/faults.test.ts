import { parseScenario } from '../../../lib/rehearsal';
import { type FaultSubject, Faults } from '../../../lib/rehearsal/world/faults';

function faultsOf(candidate: string, baseline = '[]'): Faults {
  return new Faults(
    parseScenario(
      `
name: faults
traffic: { requests: [{ name: page, path: / }, { name: buy, method: POST, path: /api/buy?x=1 }] }
candidate: ${candidate}
baseline: ${baseline}
`,
      '-',
    ),
  );
}

const user: FaultSubject = { role: 'candidate', from: 'user', request: 'buy', at: 1_000_000 };
const canary: FaultSubject = { role: 'candidate', from: 'canary', method: 'POST', path: '/api/buy', at: 1_000_000 };

test('a fault meets those it is for', () => {
  const users = faultsOf('[{ fault: error, to: users }]');
  expect(users.of(user)).toHaveLength(1);
  expect(users.of(canary)).toHaveLength(0);
  expect(users.of({ ...user, role: 'baseline' })).toHaveLength(0);
  const canaries = faultsOf('[{ fault: error, to: canaries }]');
  expect(canaries.of(user)).toHaveLength(0);
  expect(canaries.of(canary)).toHaveLength(1);
  expect(faultsOf('[]', '[{ fault: hang }]').of({ ...user, role: 'baseline' })).toMatchObject([{ fault: 'hang' }]);
});

test("a canary's request is known by its method and path", () => {
  const faults = faultsOf('[{ fault: error, requests: [buy] }]');
  expect(faults.of(canary)).toHaveLength(1);
  expect(faults.of({ ...canary, method: 'GET' })).toHaveLength(0);
  expect(faults.of({ ...canary, path: '/' })).toHaveLength(0);
  expect(faults.of({ ...user, request: 'page' })).toHaveLength(0);
});

test('times count from the first shift, and start is before it', () => {
  const faults = faultsOf('[{ fault: error, from: 2m, until: 4m }, { fault: hang, from: start }]');
  const kinds = (at: number) => faults.of({ ...user, at }).map(({ fault }) => fault);
  expect(kinds(0)).toEqual(['hang']);
  faults.shifted(60_000);
  faults.shifted(90_000);
  expect(kinds(60_000)).toEqual(['hang']);
  expect(kinds(60_000 + 120_000)).toEqual(['error', 'hang']);
  expect(kinds(60_000 + 240_000)).toEqual(['hang']);
});

test('a rate is met by that share of requests, and the draws of canaries do not disturb those of users', () => {
  const rate = '[{ fault: error, rate: 0.2 }]';
  const alone = faultsOf(rate);
  const both = faultsOf(rate);
  const drawn = Array.from({ length: 5_000 }, () => alone.of(user).length);
  const among = Array.from({ length: 5_000 }, () => {
    both.of(canary);
    return both.of(user).length;
  });
  expect(among).toEqual(drawn);
  const share = drawn.reduce((a, b) => a + b) / drawn.length;
  expect(share).toBeGreaterThan(0.18);
  expect(share).toBeLessThan(0.22);
});
