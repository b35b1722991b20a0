import type pc from 'picocolors';
import { formatDuration } from '../scenario';
import { stopOf } from './promotion';
import type { Progress, Rehearsal, TimelineEntry } from './rehearsal';
import { summaryTimeline } from './summary-timeline';

type Colors = ReturnType<typeof pc.createColors>;

const stoppers = {
  alarm: 'by an alarm',
  hook: 'by a hook',
  'start-check': 'by the check at its start',
  gate: 'by a gate of the pipeline',
  none: '',
} as const;

const outcomes = {
  succeeded: 'succeeded',
  'rolled-back': 'was rolled back',
  failed: 'failed',
  refused: 'was refused',
} as const;

/** A rehearsal on a terminal: the verdict first, then why, then what happened, and what was taken for granted. */
export function rehearsalText(rehearsal: Rehearsal, colors: Colors): string {
  return [
    ...verdictLines(rehearsal, colors),
    '',
    ...timelineLines(rehearsal, colors),
    ...findingLines(rehearsal, colors),
    '',
    ...assumptionLines(rehearsal, colors),
  ].join('\n');
}

/** The verdict in one line. */
export function headline({ ok, outcome, stoppedBy, expectations, measured, deployment }: Rehearsal): string {
  if (outcome === 'succeeded' && !measured && expectations.length === 0)
    return deployment === undefined
      ? 'Nothing was released: the stack was updated, and no traffic moved'
      : 'The release went through, and nothing measured it';
  const by = stoppers[stoppedBy] === '' ? '' : ` ${stoppers[stoppedBy]}`;
  const how = outcome === 'failed' && by !== '' ? `was stopped${by} and not rolled back` : `${outcomes[outcome]}${by}`;
  const expected = expectations.length === 0 ? '' : ok ? ', as expected' : ', which is not what the scenario expects';
  return `The release ${how}${expected}`;
}

function verdictLines(rehearsal: Rehearsal, colors: Colors): readonly string[] {
  const { name, ok, expectations, durations, requests } = rehearsal;
  const mark = ok ? colors.green('✔') : colors.red('✖');
  const lines = [
    `${mark} ${colors.bold(headline(rehearsal))}`,
    `  ${colors.dim(name)}`,
    '',
    ...whyLines(rehearsal, colors),
    ...runbookLine(rehearsal, colors),
    `  ${label('users')}${requestSentence(rehearsal)}`,
  ];
  if (requests.candidateHarmed > requests.candidateFailed) {
    lines.push(
      `  ${label('')}${requests.candidateHarmed} got an answer with a fault of the scenario in it (failed, slow or wrong)`,
    );
  }
  for (const { key, want, got, ok: holds } of expectations.filter((one) => !one.ok)) {
    lines.push(`  ${label(holds ? '' : 'expected')}${colors.red(`${key}: ${want}; it was ${got}`)}`);
  }
  const virtual = formatDuration(durations.virtual * 1_000);
  lines.push(`  ${label('took')}${durations.real.toFixed(1)} s for ${virtual} of virtual time`);
  return lines;
}

/** CloudWatch names alarms by ARN in reasons. */
export const alarmArn = /arn:[^ :]*:cloudwatch:[^ ]*:alarm:/;

const label = (text: string) => text.padEnd(10);

function whyLines({ reason, trigger, deployment, promotion }: Rehearsal, colors: Colors): readonly string[] {
  if (trigger.length === 0) {
    const ended = deployment === undefined || deployment.message === undefined ? [] : [stoppedLine(deployment)];
    return [`  ${label('why')}${reason}`, ...ended];
  }
  const lines = trigger.flatMap((alarm, index) => [
    `  ${label(index === 0 ? 'why' : '')}${colors.red(alarm.alarm)} went into ALARM at ${clockText(alarm.at)}`,
    `  ${label('')}  ${alarm.reason.replace(alarmArn, '')}`,
    ...(alarm.runbook === undefined ? [] : [`  ${label('')}  runbook: ${colors.cyan(alarm.runbook)}`]),
  ]);
  if (promotion?.status === 'stopped') return [...lines, `  ${label('stopped')}${stopOf(promotion)}`];
  return deployment === undefined ? lines : [...lines, stoppedLine(deployment)];
}

/** Where the alarms' own pages are not all that is to be read. */
function runbookLine({ runbook, trigger }: Rehearsal, colors: Colors): readonly string[] {
  if (runbook === undefined || trigger.some((alarm) => alarm.runbook === runbook)) return [];
  return [`  ${label('runbook')}${colors.cyan(runbook)}`];
}

function stoppedLine({ id, status, errorCode }: NonNullable<Rehearsal['deployment']>): string {
  return `  ${label('stopped')}deployment ${id}: ${[status, errorCode].filter(Boolean).join(', ')}`;
}

function requestSentence({ requests }: Rehearsal): string {
  const { baseline, candidate, candidateFailed } = requests;
  if (candidate === 0) return `no request met the candidate; the baseline served ${count(baseline)}`;
  const share = (100 * candidateFailed) / candidate;
  const failed = candidateFailed === 0 ? 'none failed' : `${count(candidateFailed)} failed (${share.toFixed(1)} %)`;
  return `${count(candidate)} requests met the candidate, ${failed}; the baseline served ${count(baseline)}`;
}

function timelineLines({ timeline }: Rehearsal, colors: Colors): readonly string[] {
  const lines = summaryTimeline(timeline).map((entry) => timelineLine(entry, colors));
  return [colors.bold('Timeline') + colors.dim('  (0 is the first shift of traffic)'), ...lines];
}

function timelineLine({ t, actor, event, status = '', detail, weight }: TimelineEntry, colors: Colors): string {
  const bad = /ALARM|FAILED|Failed|Stopped|STOPPED|ROLLBACK_IN|TIMEOUT|ERROR|Threw/.test(status);
  const good = /^(PASSED|Succeeded|SUCCEEDED|SUCCESSFUL|UPDATE_COMPLETE|CREATE_COMPLETE|OK)$/.test(status);
  const painted = bad ? colors.red(status) : good ? colors.green(status) : status;
  const what = weight === undefined ? `${event} ${painted}`.trimEnd() : colors.yellow(bar(weight));
  const more = detail === undefined ? '' : colors.dim(`  ${cut(brief(detail), 120)}`);
  return `${clockText(t).padStart(9)}  ${actor.padEnd(14)} ${what}${more}`;
}

/** AWS' sentences, without what the line says already. */
export function brief(detail: string): string {
  return (
    detail
      .replaceAll(/\s+/g, ' ')
      .replace(/One or more alarms have been activated.*(?=Activated alarms: )/, '')
      .replaceAll(/ \(\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\)/g, '')
      .replaceAll(/(\d+\.\d\d)\d+/g, '$1')
      .replace(/ \(minimum .*$/, '')
      .replace(alarmArn, '')
      // A failed step tells its stack trace too.
      .replace(/ Stack: .*$/, '')
  );
}

/** The candidate's share of traffic, ten cells wide. */
const bar = (weight: number) => `${'█'.repeat(Math.round(weight * 10)).padEnd(10, '░')} ${Math.round(weight * 100)} %`;

function findingLines({ findings }: Rehearsal, colors: Colors): readonly string[] {
  if (findings.length === 0) return [];
  return ['', colors.bold('Worth knowing'), ...findings.map((finding) => `  - ${finding}`)];
}

/** A name that is longer, such as that of a CDK parameter, stands in a line of its own. */
const widestName = 36;

function assumptionLines({ assumptions }: Rehearsal, colors: Colors): readonly string[] {
  const width = Math.min(Math.max(...assumptions.map(({ name }) => name.length), 0), widestName);
  return [
    colors.bold('Taken for granted') +
      colors.dim('  (AWS documents none of this; `assumptions` in a scenario changes it)'),
    ...assumptions.flatMap(({ name, value, why }) => {
      const said = `${value}  ${colors.dim(why)}`;
      return name.length <= width
        ? [`  ${name.padEnd(width)}  ${said}`]
        : [`  ${name}`, `  ${''.padEnd(width)}  ${said}`];
    }),
  ];
}

/** Virtual time from the first shift: `+1:30`, `-0:18`. */
export function clockText(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const sign = seconds < 0 && whole > 0 ? '-' : '+';
  const minutes = Math.floor(whole / 60);
  return `${sign}${minutes}:${String(whole % 60).padStart(2, '0')}`;
}

const count = (n: number) => n.toLocaleString('en');
const cut = (text: string, length: number) => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);

/** One line while a rehearsal runs: where it stands in virtual time, the traffic, the alarms, the requests. */
export function progressText(name: string, progress: Progress, colors: Colors, width: number): string {
  const { phase, t, weight, requests, alarms } = progress;
  const when = {
    baseline: 'creating the baseline',
    'warm-up': 'warming up',
    release: 'before the first shift',
    end: 'done',
  }[phase];
  const clock = t === undefined ? when : `${clockText(t)} after the first shift`;
  const red = alarms.filter(({ state }) => state === 'ALARM').map((alarm) => alarm.name);
  const states =
    alarms.length === 0
      ? ''
      : red.length > 0
        ? colors.red(`ALARM ${red.join(', ')}`)
        : colors.green(`${alarms.length} alarms quiet`);
  const failed =
    requests.candidateFailed === 0 ? 'none failed' : colors.red(`${count(requests.candidateFailed)} failed`);
  const met = `${count(requests.candidate)} met the candidate, ${failed}`;
  return [
    `${colors.bold(cut(name, width - 4))}`,
    `  ${colors.yellow(bar(weight))}  ${clock}`,
    `  ${states}`,
    `  ${met}; baseline ${count(requests.baseline)}`,
    `  ${colors.dim(cut(progress.last ?? '', width - 4))}`,
  ].join('\n');
}
