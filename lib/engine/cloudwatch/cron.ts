import type { Instant } from '../clock';

/** A cron expression of five fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday). */
export interface Cron {
  /** Whether it names the minute that starts at this local time. */
  matches(local: Instant): boolean;
}

const fields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'day of week', from: 0, to: 7 },
] as const;

/** Undefined where the text is no such expression: each field is `*`, or numbers and ranges between commas. */
export function cron(text: string): Cron | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) return undefined;
  const sets = fields.map((field, index) => numbers(parts[index] ?? '', field.from, field.to));
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const anyDay = parts[2] === '*';
  const anyWeekday = parts[4] === '*';
  return {
    matches: (local) => {
      const date = new Date(local);
      const weekday = date.getUTCDay();
      const onDay = days.has(date.getUTCDate());
      const onWeekday = weekdays.has(weekday) || (weekday === 0 && weekdays.has(7));
      // As in every cron: where both days are restricted, one of them is enough.
      const day = anyDay || anyWeekday ? onDay && onWeekday : onDay || onWeekday;
      return (
        day && minutes.has(date.getUTCMinutes()) && hours.has(date.getUTCHours()) && months.has(date.getUTCMonth() + 1)
      );
    },
  };
}

function numbers(text: string, from: number, to: number): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)$/.exec(part);
    if (match === null) return undefined;
    const first = match[1] === undefined ? from : Number(match[1]);
    const last = match[1] === undefined ? to : Number(match[2] ?? match[1]);
    if (first < from || last > to || first > last) return undefined;
    for (let number = first; number <= last; number++) found.add(number);
  }
  return found;
}
