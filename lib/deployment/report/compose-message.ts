import type { Evidence, Found } from './evidence';

export interface Message {
  /** At most 100 characters, as SNS takes it. */
  readonly subject: string;
  readonly text: string;
}

/** The evidence for a person in a hurry: what happened, why, what to look at. */
export function composeMessage(evidence: Evidence): Message {
  const { guard, deployment } = evidence;
  const outcome = deployment.rollback === undefined ? 'was stopped' : 'was rolled back';
  const versions = lines(evidence.versions, (all) =>
    all.map((v) => `${v.functionName}:${v.alias}: ${v.candidate} did not get through; users are on ${v.baseline}`),
  );
  return {
    subject: `${guard}: the release ${outcome}`.slice(0, 100),
    text: [
      `${guard}: the release ${outcome}.`,
      '',
      ...versions,
      '',
      `Why: ${deployment.code}: ${deployment.message}`,
      ...lines(evidence.alarms, (all) => all.map((alarm) => `- ${alarm.name}: ${alarm.reason}`)),
      '',
      'Canaries that failed:',
      ...lines(evidence.canaries, (all) =>
        all.map((run) => `- ${run.name} at ${run.started}: ${run.reason}${run.artifacts ? ` (${run.artifacts})` : ''}`),
      ),
      '',
      "The candidate's first error:",
      ...lines(evidence.firstError, (text) => [text.trim() || 'none was logged']),
      '',
      `Deployment ${deployment.id}, ${deployment.status}, started by ${deployment.startedBy}` +
        `${deployment.started === undefined ? '' : ` at ${deployment.started}`}` +
        `${deployment.rollback === undefined ? '; nothing rolls it back: see the runbook rollback-failed' : `; taken back by ${deployment.rollback}`}.`,
      `Dashboard: ${evidence.dashboard}`,
      `Runbook: ${evidence.runbook}`,
    ].join('\n'),
  };
}

function lines<T>(part: Found<T>, write: (value: T) => string[]): string[] {
  if ('missing' in part) return [`(could not be had: ${part.missing})`];
  const written = write(part.value);
  return written.length > 0 ? written : ['none'];
}
