import { parseFilterPattern } from '../../../lib/rehearsal/services/metricfilters/filter-pattern';

const matches = (pattern: string, line: string) => parseFilterPattern(pattern)(line) !== undefined;

/** Examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
test.each<[string, string, boolean]>([
  ['', 'anything', true],
  ['ERROR', '[ERROR 400] BAD REQUEST', true],
  ['ERROR', '[error 400] bad request', false],
  ['ERROR ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', true],
  ['ERROR ARGUMENTS', '[ERROR 400] BAD REQUEST', false],
  ['?ERROR ?ARGUMENTS', '[ERROR 400] BAD REQUEST', true],
  ['?ERROR ?ARGUMENTS', 'fine', false],
  ['ERROR -ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', false],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
  ['%[45]\\d\\d%', 'GET / 503', true],
  ['{ $.eventType = "UpdateTrail" }', '{"eventType":"UpdateTrail"}', true],
  ['{ $.eventType = "UpdateTrail" }', '{"eventType":"CreateTrail"}', false],
  ['{ $.sourceIPAddress != 123.123.* }', '{"sourceIPAddress":"111.111.111.111"}', true],
  ['{ $.arrayKey[0] = "value" }', '{"arrayKey":["value","another"]}', true],
  ['{ $.objectList[1].id = 2 }', '{"objectList":[{"id":1},{"id":2}]}', true],
  ['{ $.SomeObject IS NULL }', '{"SomeObject":null}', true],
  ['{ $.SomeOtherObject NOT EXISTS }', '{"SomeObject":null}', true],
  ['{ $.ThisFlag IS TRUE }', '{"ThisFlag":true}', true],
  ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', '{"user":{"id":1},"users":[]}', false],
  ['{ $.user.email = "J*" || $.coordinates[0][1] = nonmatch }', '{"user":{"email":"John"}}', true],
  ['{ ($.a = 1 && $.b = 2) || $.c > 2.5 }', '{"a":1,"c":3}', true],
  ['{ $.level = "ERROR" }', '2026-01-05T09:00:00.000Z\tid\tERROR\t{"level":"ERROR"}', false],
  ['{ $.level = %ERR|FATAL% }', '{"level":"FATAL"}', true],
  ['[ip, user, username, timestamp, request, status_code = 4*, bytes]', logLine('404'), true],
  ['[ip, user, username, timestamp, request, status_code = 5*, bytes]', logLine('404'), false],
  ['[ip, ..., status_code >= 400, bytes]', logLine('404'), true],
  ['[ip, user]', logLine('404'), false],
])('%s on %s: %s', (pattern, line, expected) => {
  expect(matches(pattern, line)).toBe(expected);
});

function logLine(status: string): string {
  return `127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" ${status} 1534`;
}

test('a value may be a number of the line', () => {
  expect(parseFilterPattern('{ $.latency > 0 }')('{"latency":12.5}')?.valueOf('$.latency')).toBe(12.5);
  expect(parseFilterPattern('[ip, ..., bytes]')(logLine('200'))?.valueOf('$bytes')).toBe('1534');
});

test.each([
  '{ $.level = }',
  '{ level = "ERROR" }',
  '{ $.a = 1',
  '{ $.a > much }',
  '[a, b',
])('%s is refused', (pattern) => {
  expect(() => parseFilterPattern(pattern)).toThrow('Invalid metric filter pattern');
});
