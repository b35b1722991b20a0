import type { AlarmTrack, CanaryRunReport, MinuteOfTraffic, Rehearsal, TimelineEntry } from '../rehearsal';
import { clockText } from '../text';
import { escaped } from './html';

const width = 960;
const left = 190;
const right = 20;
const rowHeight = 22;

/** Seconds from the first shift to pixels. */
interface Scale {
  readonly from: number;
  readonly to: number;
  x(t: number): number;
}

/** All charts of a rehearsal, one below the other over the same virtual time. */
export function charts(rehearsal: Rehearsal): string {
  const scale = scaleOf(rehearsal);
  const { traffic, alarms, canaryRuns, timeline } = rehearsal;
  const baselines = traffic.map(({ t, baseline }) => ({ t, value: baseline }));
  const candidates = traffic.map(({ t, candidate }) => ({ t, value: candidate }));
  const failing = ({ requests, failed }: MinuteOfTraffic['baseline']) =>
    requests === 0 ? undefined : (100 * failed) / requests;
  const slowest = ({ requests, p99 }: MinuteOfTraffic['baseline']) => (requests === 0 ? undefined : p99);
  const lines = (pick: (side: MinuteOfTraffic['baseline']) => number | undefined) => [
    { className: 'baseline', points: baselines.map(({ t, value }) => ({ t, value: pick(value) })) },
    { className: 'candidate', points: candidates.map(({ t, value }) => ({ t, value: pick(value) })) },
  ];
  return [
    weightChart(timeline, scale),
    lineChart('failed requests', '%', lines(failing), scale),
    lineChart('p99 latency', 'ms', lines(slowest), scale),
    alarmBands(alarms, scale),
    canaryDots(canaryRuns, scale),
    axis(scale),
  ].join('\n');
}

function scaleOf({ timeline, traffic }: Rehearsal): Scale {
  const times = [...timeline.map(({ t }) => t), ...traffic.map(({ t }) => t + 60)];
  const from = Math.max(Math.min(0, ...times), -300);
  const to = Math.max(60, ...times);
  return { from, to, x: (t) => left + ((Math.max(from, t) - from) / (to - from)) * (width - left - right) };
}

function svg(height: number, label: string, body: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">${body}</svg>`;
}

const rowLabel = (y: number, text: string, className = '') =>
  `<text class="label ${className}" x="${left - 10}" y="${y}" text-anchor="end">${escaped(text.length > 27 ? `…${text.slice(-26)}` : text)}<title>${escaped(text)}</title></text>`;

const zero = (scale: Scale, height: number) =>
  `<line class="zero" x1="${scale.x(0)}" x2="${scale.x(0)}" y1="0" y2="${height}"/>`;

function weightChart(timeline: readonly TimelineEntry[], scale: Scale): string {
  const height = 70;
  const y = (weight: number) => 60 - weight * 50;
  let weight = 0;
  let path = `M${scale.x(scale.from)},${y(0)}`;
  for (const entry of timeline) {
    const next = isBack(entry) ? 0 : entry.weight;
    if (next === undefined || next === weight) continue;
    path += `H${scale.x(entry.t)}V${y(next)}`;
    weight = next;
  }
  path += `H${scale.x(scale.to)}`;
  const area = `<path class="weight" d="${path}V${y(0)}H${scale.x(scale.from)}Z"/>`;
  const marks = `<text class="tick" x="${left - 10}" y="14" text-anchor="end">100 %</text>`;
  return svg(
    height,
    'share of traffic of the candidate',
    rowLabel(40, "candidate's traffic") + marks + area + zero(scale, height),
  );
}

/** CodeDeploy's rollback is a deployment of its own; ECS takes traffic back at once. */
function isBack({ actor, event, status }: TimelineEntry): boolean {
  if (actor === 'ecs') return event === 'deployment' && status === 'ROLLBACK_IN_PROGRESS';
  return event === 'rollback deployment' && status === 'Succeeded';
}

interface Line {
  readonly className: string;
  readonly points: readonly { readonly t: number; readonly value: number | undefined }[];
}

function lineChart(name: string, unit: string, lines: readonly Line[], scale: Scale): string {
  const height = 90;
  const most = Math.max(1, ...lines.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  const y = (value: number) => 80 - (value / most) * 68;
  const drawn = lines.map(({ className, points }) => {
    const known = points.filter(
      (point): point is { t: number; value: number } => point.value !== undefined && point.t >= scale.from,
    );
    const d = known
      .map(({ t, value }, i) => `${i === 0 ? 'M' : 'L'}${scale.x(t + 30).toFixed(1)},${y(value).toFixed(1)}`)
      .join('');
    const dots = known.map(
      ({ t, value }) =>
        `<circle class="${className}" cx="${scale.x(t + 30).toFixed(1)}" cy="${y(value).toFixed(1)}" r="2.5"><title>${className}, ${clockText(t)}: ${value.toFixed(1)} ${unit}</title></circle>`,
    );
    return `<path class="line ${className}" d="${d}"/>${dots.join('')}`;
  });
  const marks = `<text class="tick" x="${left - 10}" y="16" text-anchor="end">${most.toFixed(most < 10 ? 1 : 0)} ${unit}</text>`;
  const ground = `<line class="ground" x1="${left}" x2="${width - right}" y1="80" y2="80"/>`;
  return svg(height, name, rowLabel(50, name) + marks + ground + drawn.join('') + zero(scale, height));
}

function alarmBands(alarms: readonly AlarmTrack[], scale: Scale): string {
  const shown = alarms.filter(
    ({ changes }) => changes.some(({ t }) => t >= scale.from) || changes.at(-1)?.state === 'ALARM',
  );
  const height = shown.length * rowHeight + 4;
  const rows = shown.map(({ alarm, changes, composite }, row) => {
    const top = row * rowHeight + 3;
    const bands = changes.map(({ t, state, reason }, index) => {
      const end = changes[index + 1]?.t ?? scale.to;
      if (end <= scale.from) return '';
      const x = scale.x(t);
      return `<rect class="state-${state}" x="${x.toFixed(1)}" y="${top}" width="${Math.max(1, scale.x(end) - x).toFixed(1)}" height="${rowHeight - 6}"><title>${escaped(`${clockText(t)} ${state}: ${reason}`)}</title></rect>`;
    });
    return rowLabel(top + 12, alarm, composite ? 'composite' : '') + bands.join('');
  });
  return svg(height, 'states of the alarms', rows.join('') + zero(scale, height));
}

function canaryDots(runs: readonly CanaryRunReport[], scale: Scale): string {
  const names = [...new Set(runs.map(({ canary }) => canary))];
  const height = names.length * rowHeight + 4;
  const rows = names.map((name, row) => {
    const y = row * rowHeight + 12;
    const dots = runs
      .filter(({ canary, t }) => canary === name && t >= scale.from)
      .map(
        ({ t, status, reason = '', durationMs }) =>
          `<circle class="run-${status}" cx="${scale.x(t).toFixed(1)}" cy="${y}" r="5"><title>${escaped(`${clockText(t)} ${status} in ${(durationMs / 1000).toFixed(1)} s ${reason}`)}</title></circle>`,
      );
    return rowLabel(y + 4, name) + dots.join('');
  });
  return svg(height, 'runs of the canaries', rows.join('') + zero(scale, height));
}

function axis(scale: Scale): string {
  const minutes = (scale.to - scale.from) / 60;
  const step = [1, 2, 5, 10, 15, 30, 60].find((one) => minutes / one <= 16) ?? 120;
  const ticks: string[] = [];
  for (let t = Math.ceil(scale.from / 60 / step) * step * 60; t <= scale.to; t += step * 60) {
    ticks.push(`<text class="tick" x="${scale.x(t).toFixed(1)}" y="14" text-anchor="middle">${clockText(t)}</text>`);
  }
  return svg(20, 'virtual time from the first shift', ticks.join(''));
}
