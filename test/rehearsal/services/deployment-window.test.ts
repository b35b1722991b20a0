import { nextOpening } from '../../../lib/rehearsal/services/codepipeline/deployment-window';

const at = (text: string) => Date.parse(text);
const opening = (cron: string, zone: string, now: string) => {
  const found = nextOpening(cron, zone, at(now));
  return found === undefined ? undefined : new Date(found).toISOString();
};

test.each([
  ['* 9-16 ? * MON-THU *', 'UTC', '2026-01-05T09:00:30Z', '2026-01-05T09:00:30.000Z'],
  ['* 9-16 ? * MON-THU *', 'UTC', '2026-01-08T17:00:00Z', '2026-01-12T09:00:00.000Z'],
  ['* 9-16 ? * 2-5', 'UTC', '2026-01-09T10:00:00Z', '2026-01-12T09:00:00.000Z'],
  ['* 9-16 ? * MON-THU *', 'Europe/Berlin', '2026-07-06T06:00:00Z', '2026-07-06T07:00:00.000Z'],
  ['0/15 9 1 * ? *', 'UTC', '2026-01-01T09:16:00Z', '2026-01-01T09:30:00.000Z'],
])('%s in %s at %s opens at %s', (cron, zone, now, expected) => {
  expect(opening(cron, zone, now)).toBe(expected);
});

test('an expression that is not read, and a window that does not open within a month', () => {
  expect(opening('* 9-16 L * ? *', 'UTC', '2026-01-05T09:00:00Z')).toBeUndefined();
  expect(opening('* * 1 JUN ? *', 'UTC', '2026-01-05T09:00:00Z')).toBeUndefined();
});
