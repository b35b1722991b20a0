import type { TimelineEntry } from './rehearsal';

/**
 * The timeline as a person wants to read it: resources that CloudFormation merely creates or deletes, passing canary runs
 * and alarms that become OK are gathered into one line where they follow each other.
 */
export function summaryTimeline(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const lines: TimelineEntry[] = [];
  let gathered: TimelineEntry[] = [];
  const flush = () => {
    const [first] = gathered;
    if (first !== undefined) lines.push(gatheredLine(first, gathered));
    gathered = [];
  };
  for (const entry of entries) {
    const kind = kindOf(entry);
    if (kind === 'hidden') continue;
    if (kind === 'told') {
      flush();
      lines.push(entry);
      continue;
    }
    if (gathered[0] !== undefined && kindOf(gathered[0]) !== kind) flush();
    gathered.push(entry);
  }
  flush();
  return lines;
}

type Kind = 'told' | 'hidden' | 'passing runs';

function kindOf({ actor, event, status = '', detail = '', weight }: TimelineEntry): Kind {
  switch (actor) {
    case 'cloudformation':
      if (!event.startsWith('stack ')) return /FAILED/.test(status) ? 'told' : 'hidden';
      return /CLEANUP/.test(status) || status === 'UPDATE_IN_PROGRESS' ? 'hidden' : 'told';
    case 'cloudwatch':
      return status === 'ALARM' ? 'told' : 'hidden';
    case 'synthetics':
      if (status === 'PASSED') return 'passing runs';
      return event.endsWith(' run') ? 'told' : 'hidden';
    case 'ecs':
      if (event === 'deployment') return 'told';
      return weight === undefined && status !== 'FAILED' ? 'hidden' : 'told';
    case 'codedeploy':
      if (event === 'deployment') return status === 'Created' ? 'hidden' : 'told';
      if (event === 'rollback deployment') return status === 'Succeeded' || status === 'Failed' ? 'told' : 'hidden';
      return weight === undefined ? 'hidden' : 'told';
    case 'codepipeline':
      return status === 'InProgress' && !event.startsWith('stage ') ? 'hidden' : 'told';
    case 'hook':
      return status === 'Invoked' || (status === 'Returned' && detail === '') ? 'hidden' : 'told';
    case 'events':
      return status === 'Succeeded' ? 'hidden' : 'told';
    default:
      return 'told';
  }
}

function gatheredLine(first: TimelineEntry, entries: readonly TimelineEntry[]): TimelineEntry {
  if (entries.length === 1) return first;
  const counts = new Map<string, number>();
  for (const { event } of entries) {
    const name = event.replace(/ run$/, '');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const detail = [...counts].map(([name, count]) => (count === 1 ? name : `${name} × ${count}`)).join(', ');
  return {
    t: first.t,
    at: first.at,
    actor: 'synthetics',
    event: `${entries.length} canary runs`,
    status: 'PASSED',
    detail,
  };
}
