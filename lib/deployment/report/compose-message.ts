import type {
  AlarmEvidence,
  CanaryEvidence,
  Deployer,
  Evidence,
  Found,
  HookEvidence,
  VersionEvidence,
} from './evidence';

export interface Message {
  /** At most 100 characters of ASCII, as SNS takes it. */
  readonly subject: string;
  readonly text: string;
}

/** The evidence for a person in a hurry: what happened, why, what to look at. */
export function composeMessage(evidence: Evidence): Message {
  const { guard, deployment } = evidence;
  const outcome =
    deployment.rollbackFailed !== undefined
      ? 'the release was stopped, and its ROLLBACK FAILED'
      : deployment.rollback === undefined
        ? 'the release was stopped, and nothing takes it back'
        : isGoingBack(evidence)
          ? 'the release is being rolled back'
          : 'the release was rolled back';
  return {
    subject: `${guard}: ${outcome}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 100),
    text: [
      `${guard}: ${outcome}.`,
      ...(deployment.rollbackFailed === undefined
        ? []
        : [`Users may be on either version: ${deployment.rollbackFailed}`]),
      '',
      ...lines(evidence.versions, (all) => all.map((version) => versionLine(version, evidence))),
      ...lines(evidence.deployedBy, (who) => [`Deployed by ${deployerText(who)}.`], 'Deployed by: '),
      '',
      `Why: ${deployment.code}: ${deployment.message}`,
      ...(evidence.hooks === undefined
        ? []
        : lines(evidence.hooks, (all) =>
            all.length > 0 ? all.map(hookLine) : ['- no hook of the guard logged why: see their log groups'],
          )),
      ...lines(evidence.alarms, (all) => (all.length > 0 ? all.map(alarmLine) : ['No alarm of this release was red.'])),
      '',
      'Canaries that failed:',
      ...(evidence.canaries.length > 0 ? evidence.canaries.flatMap(canaryLines) : ['none']),
      '',
      "The candidate's first error:",
      ...lines(evidence.firstError, (text) => [text || 'none was logged']),
      '',
      deploymentLine(evidence),
      `Dashboard: ${evidence.dashboard}`,
      `Runbook: ${evidence.runbook}`,
      ...(evidence.notes.length > 0 ? ['', ...evidence.notes] : []),
    ].join('\n'),
  };
}

/** ECS tells of its rollback when it begins. */
function isGoingBack({ deployment }: Pick<Evidence, 'deployment'>): boolean {
  return deployment.status === 'ROLLBACK_IN_PROGRESS';
}

function versionLine({ of, baseline, candidate, reached }: VersionEvidence, { deployment }: Evidence): string {
  const isBack = deployment.rollback !== undefined && deployment.rollbackFailed === undefined;
  const users = `users ${isGoingBack({ deployment }) ? 'go back to' : isBack ? 'are on' : 'were on'} ${baseline}`;
  return `${of}: ${candidate} did not get through; ${users}${reached === undefined ? '' : ` (${reached})`}`;
}

function deployerText({ name, role, by, from, at }: Deployer): string {
  const as = role === undefined ? '' : ` as ${role}`;
  return `${name}${as}: ${by}${from === undefined ? '' : ` from ${from}`}${at === undefined ? '' : ` at ${at}`}`;
}

function alarmLine({ name, since, reason, advisory }: AlarmEvidence): string {
  const when = since === undefined ? '' : ` since ${since}`;
  return `- ${name}${when}${advisory ? ' (advisory: it stops no release)' : ''}: ${reason}`;
}

function hookLine({ hook, reason }: HookEvidence): string {
  return `- the hook ${hook}: ${reason}`;
}

function canaryLines({ name, link, run }: CanaryEvidence): string[] {
  if ('missing' in run) return [`- ${name}: (could not be had: ${run.missing}) ${link}`];
  const { started, reason, artifacts, steps } = run.value;
  const failed = lines(steps, (all) =>
    all.flatMap((step) => [
      `  step "${step.name}": ${step.reason}`,
      ...(step.screenshot === undefined ? [] : [`  screenshot: ${step.screenshot}`]),
    ]),
  );
  return [
    `- ${name} at ${started}: ${reason}`,
    ...failed.map((line) => (line.startsWith(' ') ? line : `  its steps: ${line}`)),
    ...(artifacts === undefined ? [] : [`  artifacts: s3://${artifacts}`]),
    `  its runs: ${link}`,
  ];
}

function deploymentLine({ deployment }: Evidence): string {
  const { id, status, creator, started, rollback, rollbackFailed } = deployment;
  const begun = `${creator === undefined ? '' : `, started by ${creator}`}${started === undefined ? '' : ` at ${started}`}`;
  const back =
    rollbackFailed !== undefined
      ? 'what should take it back failed'
      : rollback === undefined
        ? 'nothing rolls it back'
        : `taken back by ${rollback}`;
  return `Deployment ${id}, ${status}${begun}; ${back}.`;
}

function lines<T>(part: Found<T>, write: (value: T) => string[], title = ''): string[] {
  if ('missing' in part) return [`${title}(could not be had: ${part.missing})`];
  const written = write(part.value);
  return written.length > 0 ? written : ['none'];
}
