import { formatDuration } from '../../scenario';
import type { CanaryRunReport, Rehearsal } from '../rehearsal';
import { summaryTimeline } from '../summary-timeline';
import { alarmArn, brief, clockText, headline } from '../text';
import { charts } from './charts';
import { escaped } from './html';
import { style } from './style';

/** Reads a screenshot; undefined where it is not there. */
export type ReadImage = (path: string) => Buffer | undefined;

/** One page that stands by itself: every rehearsal with its verdict, its charts, its failed canary runs and its timeline. */
export function reportPage(rehearsals: readonly Rehearsal[], readImage: ReadImage): string {
  const title = rehearsals.length === 1 ? (rehearsals[0]?.name ?? '') : `${rehearsals.length} rehearsals`;
  const contents = rehearsals.map(
    ({ name, ok }, index) =>
      `<a href="#r${index}"><span class="${ok ? 'ok' : 'not-ok'}">${ok ? '✔' : '✖'}</span> ${escaped(name)}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Rehearsal: ${escaped(title)}</title>
<style>${style}</style>
</head>
<body><main>
${rehearsals.length > 1 ? `<h1>${escaped(title)}</h1><nav>${contents.join('')}</nav>` : ''}
${rehearsals.map((one, index) => section(one, index, readImage)).join('\n')}
</main></body>
</html>
`;
}

function section(rehearsal: Rehearsal, index: number, readImage: ReadImage): string {
  const { name, ok, requests, durations } = rehearsal;
  const figures: readonly (readonly [string, string])[] = [
    [requests.candidate.toLocaleString('en'), 'requests met the candidate'],
    [requests.candidateFailed.toLocaleString('en'), 'of them failed'],
    [requests.candidateHarmed.toLocaleString('en'), 'met a fault of the scenario'],
    [formatDuration(durations.virtual * 1_000), 'of virtual time'],
    [`${durations.real.toFixed(1)} s`, 'of real time'],
  ];
  return `<section class="rehearsal" id="r${index}">
<h1><span class="${ok ? 'ok' : 'not-ok'}">${ok ? '✔' : '✖'}</span> ${escaped(headline(rehearsal))}</h1>
<p class="soft">${escaped(name)}</p>
${why(rehearsal)}
<div class="figures">${figures.map(([value, label]) => `<div><b>${escaped(value)}</b>${escaped(label)}</div>`).join('')}</div>
${expectations(rehearsal)}
<h2>What happened</h2>
<p class="legend soft">Virtual time from the first shift.<span><i style="background:var(--baseline)"></i>baseline</span> <span><i style="background:var(--candidate)"></i>candidate</span> <span><i style="background:var(--good)"></i>OK or passed</span> <span><i style="background:var(--bad)"></i>ALARM or failed</span> <span><i style="background:var(--unknown)"></i>insufficient data</span> </p>
${charts(rehearsal)}
${failedRuns(rehearsal, readImage)}
${told(rehearsal)}
<h2>Timeline</h2>
<table>${summaryTimeline(rehearsal.timeline).map(timelineRow).join('')}</table>
${list('Worth knowing', rehearsal.findings)}
<h2>Taken for granted</h2>
<table>${rehearsal.assumptions.map((one) => `<tr><td class="name"><code>${escaped(one.name)}</code></td><td>${escaped(one.value)}<div class="soft">${escaped(one.why)}</div></td></tr>`).join('')}</table>
</section>`;
}

/** A page of the repository is no address that this file could lead to. */
function runbookLink(runbook: string): string {
  return /^https?:/.test(runbook)
    ? `<a href="${escaped(runbook)}">runbook</a>`
    : `runbook: <code>${escaped(runbook)}</code>`;
}

function why({ trigger, reason, runbook: outcomePage }: Rehearsal): string {
  const alarms = trigger.map(({ alarm, at, reason: because, runbook }) => {
    const page = runbook === undefined ? '' : ` ${runbookLink(runbook)}`;
    return `<p><b>${escaped(alarm)}</b> went into ALARM at ${clockText(at)}: ${escaped(because.replace(alarmArn, ''))}${page}</p>`;
  });
  const isTold = trigger.some(({ runbook }) => runbook === outcomePage);
  const outcome = outcomePage === undefined || isTold ? '' : `<p>${runbookLink(outcomePage)}</p>`;
  return `<div class="why">${alarms.length > 0 ? alarms.join('') : `<p>${escaped(reason)}</p>`}${outcome}</div>`;
}

function expectations({ expectations: all }: Rehearsal): string {
  if (all.length === 0) return '';
  const rows = all.map(
    ({ key, want, got, ok }) =>
      `<tr><td>${escaped(key)}</td><td>${escaped(want)}</td><td class="${ok ? '' : 'bad'}">${ok ? '✔' : '✖'} ${escaped(got)}</td></tr>`,
  );
  return `<table><tr><th>expected</th><th></th><th>it was</th></tr>${rows.join('')}</table>`;
}

function failedRuns({ canaryRuns }: Rehearsal, readImage: ReadImage): string {
  const failed = canaryRuns.filter(({ status }) => status !== 'PASSED');
  if (failed.length === 0) return '';
  const isFirst = ({ canary }: CanaryRunReport, index: number) =>
    failed.findIndex((other) => other.canary === canary) === index;
  const figures = failed.map((run, index) => failedRun(run, isFirst(run, index), readImage));
  return `<h2>Canary runs that failed</h2>${figures.join('')}`;
}

/** Of each canary the first failed run is open: the others look alike. */
function failedRun(
  { canary, t, status, reason = '', steps, screenshots }: CanaryRunReport,
  isOpen: boolean,
  readImage: ReadImage,
): string {
  const failedSteps = steps.filter((step) => step.status === 'FAILED').map(({ name }) => name);
  const at = failedSteps.length === 0 ? '' : ` in step <b>${escaped(failedSteps.join(', '))}</b>`;
  const images = screenshots.flatMap((path) => {
    const image = readImage(path);
    if (image === undefined) return [];
    return [`<img alt="What ${escaped(canary)} saw" src="data:image/png;base64,${image.toString('base64')}">`];
  });
  const what = `${clockText(t)} <b>${escaped(canary)}</b> ${escaped(status)}${at}: ${escaped(brief(reason))}`;
  return `<details${isOpen ? ' open' : ''}><summary>${what}</summary><div class="shots">${images.join('')}</div></details>`;
}

function told({ messages }: Rehearsal): string {
  if (messages.length === 0) return '';
  const letters = messages.map(
    ({ t, topic, text }) =>
      `<details open><summary>${clockText(t)} to <code>${escaped(topic)}</code></summary><pre>${escaped(text)}</pre></details>`,
  );
  return `<h2>What people were told</h2>${letters.join('')}`;
}

function timelineRow({ t, actor, event, status = '', detail = '', weight }: Rehearsal['timeline'][number]): string {
  const bad = /ALARM|FAILED|Failed|Stopped|ROLLBACK_IN|TIMEOUT|ERROR|Threw/.test(status);
  const share = weight === undefined ? '' : ` <b>${Math.round(weight * 100)} %</b>`;
  const said = detail === '' ? '' : `<div class="soft">${escaped(brief(detail))}</div>`;
  const what = `<b>${escaped(event)}</b>${share} <span class="${bad ? 'bad' : ''}">${escaped(status)}</span>`;
  return `<tr><td class="time">${clockText(t)}</td><td class="actor soft">${actor}</td><td>${what}${said}</td></tr>`;
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0
    ? ''
    : `<h2>${title}</h2><ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}
