import type { Instant } from '../../../engine/clock';
import { cron } from '../../../engine/cloudwatch/cron';
import { timeZone } from '../../../engine/cloudwatch/time-zone';

const minute = 60_000;
/** A window that does not open within this time is told as one that never does. */
const horizon = 32 * 24 * 60 * minute;

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * When the window of a DeploymentWindow rule is open next: `now` where it is. Undefined where it does not open within a month,
 * or its expression has what is not read here: `L`, `W`, `#`.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */
export function nextOpening(expression: string, zone: string | undefined, now: Instant): Instant | undefined {
  const [minutes = '', hours = '', day = '', month = '', weekday = ''] = expression.trim().split(/\s+/);
  const fields = [
    stepped(minutes, 59),
    stepped(hours, 23),
    stepped(day.replace('?', '*'), 31),
    stepped(numbered(month, months, 1), 12),
    // Sunday is 1 here, and 0 in the cron that is read.
    shiftedDown(stepped(numbered(weekday.replace('?', '*'), weekdays, 1), 7)),
  ];
  const open = cron(fields.join(' '));
  const clocks = timeZone(zone ?? 'UTC');
  if (open === undefined || clocks === undefined) return undefined;
  if (open.matches(clocks.toLocal(now))) return now;
  for (let at = Math.ceil(now / minute) * minute; at < now + horizon; at += minute) {
    if (open.matches(clocks.toLocal(at))) return at;
  }
  return undefined;
}

const numbered = (field: string, names: readonly string[], first: number) =>
  field.replace(/[A-Z]{3}/g, (name) => (names.includes(name) ? String(names.indexOf(name) + first) : name));

const shiftedDown = (field: string) => field.replace(/\d+/g, (number) => String(Number(number) - 1));

/** `0/15` as the numbers that it means. */
function stepped(field: string, last: number): string {
  const [, from = '', step = ''] = /^(\d+|\*)\/(\d+)$/.exec(field) ?? [];
  if (step === '' || Number(step) === 0) return field;
  const numbers: number[] = [];
  for (let number = from === '*' ? 0 : Number(from); number <= last; number += Number(step)) numbers.push(number);
  return numbers.join(',');
}
