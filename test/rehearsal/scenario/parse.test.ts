import { InputError } from '../../../lib/diagnostic';
import { parseScenario } from '../../../lib/rehearsal/scenario';

const example = `
name: one checkout in five fails for users
seed: 1
target: StorefrontFunction
warmUp: 10m
traffic:
  requestsPerMinute: 1200
  requests:
    - { name: page, method: GET, path: /, weight: 3 }
    - { name: buy, method: post, path: /api/checkout, body: { productId: p1 }, weight: 1 }
candidate:
  - { fault: error, rate: 0.2, requests: [buy], to: users, from: 0m }
conditions:
  - { alarm: StorefrontErrorRate, state: ALARM, until: 90s }
  - { hook: before, does: never }
  - { metrics: AWS/Lambda, delay: 170s }
assumptions: { publishDelay: 60s }
expect: { outcome: rolled-back, stoppedBy: alarm, trigger: [StorefrontErrorRate], within: 4m, maxFailedRequests: 200 }
`;

function findings(text: string) {
  try {
    parseScenario(text, 'bad.yaml');
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics;
    throw error;
  }
  return [];
}

test('reads every key of the design, with its defaults', () => {
  const scenario = parseScenario(example, 'checkout.yaml');
  expect(scenario).toMatchObject({
    seed: 1,
    warmUp: 600_000,
    traffic: { requestsPerMinute: 1200, arrivals: 'poisson' },
    candidate: [{ fault: 'error', rate: 0.2, requests: ['buy'], to: 'users', from: 0 }],
    baseline: [],
    conditions: [
      { alarm: 'StorefrontErrorRate', state: 'ALARM', until: 90_000 },
      { hook: 'before' },
      { delay: 170_000 },
    ],
    assumptions: { publishDelay: 60_000, pollInterval: 15_000, evaluationRange: 'n+2' },
    expect: { outcome: 'rolled-back', within: 240_000 },
  });
  expect(scenario.traffic.requests[1]).toMatchObject({ method: 'POST', body: { productId: 'p1' } });
});

test('takes no traffic as a key or as a condition', () => {
  expect(parseScenario('name: night\ntraffic: none', 'a').traffic.requestsPerMinute).toBe(0);
  expect(parseScenario('name: night\nconditions: [{ traffic: none }]', 'a').traffic.requestsPerMinute).toBe(0);
});

test.each([
  ['an unknown key', 'name: x\nwarmup: 10m', { line: 2, column: 1, message: expect.stringContaining('"warmup"') }],
  [
    'an unknown key of a fault',
    'name: x\ncandidate:\n  - fault: error\n    rte: 0.2',
    { line: 4, column: 5, message: expect.stringContaining('"rte"') },
  ],
  ['a length of time without unit', 'name: x\nwarmUp: 10', { line: 2, message: expect.stringContaining('90s, 10m') }],
  ['a rate beyond 1', 'name: x\ncandidate:\n  - { fault: error, rate: 20 }', { line: 3, path: 'candidate.0.rate' }],
  [
    'an unknown fault',
    'name: x\ncandidate:\n  - { fault: slow }',
    { line: 3, message: expect.stringContaining('fault') },
  ],
  [
    'an unknown key of a condition',
    'name: x\nconditions:\n  - { alarm: a, state: ALARM, util: 3m }',
    { line: 3, message: expect.stringContaining('"util"') },
  ],
  [
    'a condition of no kind',
    'name: x\nconditions:\n  - { weather: rain }',
    { line: 3, message: expect.stringContaining('alarm, hook') },
  ],
  ['a missing name', 'seed: 2', { message: 'The scenario lacks "name".' }],
  ['an unknown key of traffic', 'name: x\ntraffic:\n  rpm: 3', { line: 3, message: expect.stringContaining('"rpm"') }],
  ['what is not YAML', 'name: [x', { line: 1, message: expect.stringContaining('not YAML') }],
  [
    'a fault for a request that nobody makes',
    'name: x\ncandidate: [{ fault: error, requests: [buy] }]',
    { message: expect.stringContaining('"buy"') },
  ],
])('tells the place of %s', (_, text, expected) => {
  const found = findings(text);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ file: 'bad.yaml', ...expected });
});
