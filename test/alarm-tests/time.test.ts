import fc from 'fast-check';
import { longestTime, parseTime, printTime, TimeError } from '../../lib/alarm-tests/time';

it.each([
  ['0m', 0],
  ['3m', 180_000],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['10m32.117s', 632_117],
])('reads %s', (text, millis) => {
  expect(parseTime(text)).toBe(millis);
});

it.each([
  '',
  '3',
  '3 m',
  'm',
  '-3m',
  '3m 2s',
  '1s1m',
  '3min',
  '0.5h',
  '1e3s',
  '32d',
  '99999999999999999999m',
])('refuses %j', (text) => {
  expect(() => parseTime(text)).toThrow(TimeError);
});

it('reads what it prints', () => {
  fc.assert(fc.property(fc.nat(longestTime), (millis) => expect(parseTime(printTime(millis))).toBe(millis)));
});

it('takes any text or refuses it with its own error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9dhms.]{0,30}$/)), (text) => {
      try {
        expect(parseTime(text)).toBeLessThanOrEqual(longestTime);
      } catch (error) {
        if (!(error instanceof TimeError)) throw error;
      }
    }),
  );
});
