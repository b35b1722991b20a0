import type { Instant } from '../clock';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** As in the reason of a metric alarm: `31/07/20 06:50:00`. */
export function reasonDate(instant: Instant): string {
  const [date = '', time = ''] = new Date(instant).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(-2)} ${time.slice(0, 8)}`;
}

/** As in the data of a reason: `2018-09-16T00:22:56.053+0000`. */
export function dataDate(instant: Instant): string {
  return new Date(instant).toISOString().replace('Z', '+0000');
}

/** As in the reason of a composite alarm: `Friday 22 July, 2022 15:57:45 UTC`. */
export function longDate(instant: Instant): string {
  const date = new Date(instant);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `${weekdays[date.getUTCDay()]} ${day} ${months[date.getUTCMonth()]}, ${date.getUTCFullYear()} ${time} UTC`;
}
