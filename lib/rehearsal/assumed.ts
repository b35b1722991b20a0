import { formatDuration, type Scenario } from './scenario';
import { standInFor } from './services/lambda/stand-in';
import type { Notes } from './world/notes';
import type { World } from './world/world';

/** Notes every assumption that a rehearsal rests on, with its value. */
export function noteAssumptions(notes: Notes, scenario: Scenario, isFurtherVersion: boolean): void {
  const { assumptions } = scenario;
  notes.assume({
    name: 'publishDelay',
    value: formatDuration(assumptions.publishDelay),
    why: "AWS publishes no figure for how long after a minute's end its datapoints can be read; 60 s is common, 170 s was seen.",
  });
  notes.assume({
    name: 'pollInterval',
    value: formatDuration(assumptions.pollInterval),
    why: 'How often CodeDeploy and ECS read the alarms is not documented; stops came 16 to 29 s after an alarm.',
  });
  notes.assume({
    name: 'evaluationRange',
    value: assumptions.evaluationRange,
    why: 'How many datapoints an alarm retrieves is not documented; the tables of the user guide fit N + 2.',
  });
  notes.assume({
    name: 'phase',
    value: `second ${assumptions.phase / 1_000} of the minute`,
    why: 'When in the minute an alarm is evaluated is not documented.',
  });
  notes.assume({
    name: 'CloudFormation',
    value: '2 s for a resource, 20 s to notice a deployment',
    why: 'How long CloudFormation takes is not documented; these are the times of recorded runs.',
  });
  notes.assume({
    name: 'permissions',
    value: 'by the policies of the stacks',
    why:
      'Evaluated: policies of roles, functions, topics and buckets. Not evaluated: permission boundaries, service control policies, ' +
      'which account and Region an ARN names, and the permissions of CloudFormation itself.',
  });
  if (!isFurtherVersion) return;
  notes.assume({
    name: 'candidate',
    value: 'the same code, published as a further version',
    why: "No other baseline was given: what the scenario calls the candidate's faults is all that differs.",
  });
}

/** What only the run itself shows: which Node.js ran the functions, what was refused, what was written into code. */
export function noteFindings({ notes, compute, serviceRoles, messaging, observation, faults, scenario }: World): void {
  serviceRoles.findMuteTriggers();
  if (compute.doors.entrances().some(({ door }) => door.kind !== 'function-url')) {
    notes.assume({
      name: 'API Gateway',
      value: '5 ms beside its integration',
      why: 'What API Gateway adds to a request is not documented.',
    });
  }
  for (const sentence of compute.pool.assumptions()) {
    notes.assume({ name: 'Node.js', value: process.versions.node, why: `${sentence}.` });
  }
  for (const { message } of compute.pool.findings()) notes.find(message);
  for (const { host, from } of [...compute.network.refusals(), ...observation.realRuns.refusals()]) {
    // A canary's function has another name for each run.
    const who = from.replace(/^cwsyn-(.+)-[0-9a-f-]{36}$/, 'canary $1');
    notes.find(
      `${who} asked for ${host}, which is no part of the rehearsal and was refused; \`allow\` in the scenario lets it through.`,
    );
  }
  for (const { latest } of compute.functions.all()) {
    if (latest.cannotRun === undefined) continue;
    const { p50, p99, errorRate } = standInFor(latest.logicalId, scenario);
    const value = `p50 ${p50} ms, p99 ${p99} ms, ${100 * errorRate} % errors; as a hook it succeeds`;
    notes.standIn(
      latest.logicalId,
      value,
      `It cannot run here, since ${latest.cannotRun}; \`standIns\` in the scenario says otherwise.`,
    );
  }
  if (faults.touchCanaries) {
    notes.assume({
      name: 'canaryLimit',
      value: formatDuration(scenario.assumptions.canaryLimit),
      why: 'A canary waits for a hanging candidate no longer than this in real time, and is recorded at its deadline.',
    });
  }
  const unheard = messaging.topics.messages.length;
  if (unheard > 0)
    notes.find(
      `${unheard} message${unheard === 1 ? ' was' : 's were'} published to topics; nobody outside the rehearsal received them. \`--json\` and report.json have their texts.`,
    );
}
