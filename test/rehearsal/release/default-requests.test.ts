import { defaultRequests } from '../../../lib/rehearsal/release/default-requests';
import type { Entrance } from '../../../lib/rehearsal/services/apigateway/front-doors';

const api = (...methods: readonly (readonly [string, string, string])[]): Entrance => ({
  logicalId: 'Api',
  name: 'api',
  door: {
    kind: 'rest-api',
    id: 'a',
    account: '1',
    region: 'r',
    host: 'h',
    stages: [{ name: 'prod' }],
    methods: methods.map(([httpMethod, resourcePath, target]) => ({ httpMethod, resourcePath, target })),
  },
});
const namesOf = (entrance: Entrance, released: readonly string[]) =>
  defaultRequests(entrance, (target) => released.includes(target)).map(({ name }) => name);

test('users read what can be read; a greedy variable has a segment', () => {
  const entrance = api(
    ['GET', '/items', 'f'],
    ['GET', '/items/{id}', 'f'],
    ['POST', '/items', 'f'],
    ['ANY', '/{proxy+}', 'f'],
  );
  expect(namesOf(entrance, ['f'])).toEqual(['GET /items', 'GET /1']);
});

test('each function that is released has users, though it has nothing to read; others have none', () => {
  const entrance = api(['GET', '/page', 'page'], ['POST', '/buy/{id}', 'buy'], ['GET', '/other', 'other']);
  expect(namesOf(entrance, ['page', 'buy'])).toEqual(['GET /page', 'POST /buy/1']);
});
