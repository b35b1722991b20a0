import { parseScheduleExpression } from '../../../lib/rehearsal/services/scheduler/schedule-expression';
import { parseCanarySchedule } from '../../../lib/rehearsal/services/synthetics/schedule';

test.each([
  ['rate(1 minute)', { type: 'every', interval: 60_000 }],
  ['rate(1 hour)', { type: 'every', interval: 3_600_000 }],
  ['rate(0 minute)', { type: 'once' }],
  ['cron(* * * * ? *)', { type: 'every', interval: 60_000 }],
  ['cron(0/5 * * * ? *)', { type: 'every', interval: 300_000 }],
  ['cron(15 * * * ? *)', { type: 'every', interval: 3_600_000 }],
  ['cron(0 8 * * ? *)', undefined],
  ['sometimes', undefined],
])('a canary with %s', (expression, schedule) => {
  expect(parseCanarySchedule(expression)).toEqual(schedule);
});

test.each([
  ['at(2026-01-05T09:10:00)', { type: 'at', at: Date.parse('2026-01-05T09:10:00Z') }],
  ['rate(2 hours)', { type: 'rate', interval: 7_200_000 }],
  ['cron(0 8 * * ? *)', undefined],
])('a schedule with %s', (expression, time) => {
  expect(parseScheduleExpression(expression)).toEqual(time);
});
