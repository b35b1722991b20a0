import type { Instant } from '../../engine/clock';
import type { AlarmDescription, AlarmEvent, CloudWatch } from '../../engine/cloudwatch';
import type { TrippedAlarm } from './rehearsal';
import { secondsBetween } from './timeline';

/**
 * The alarms that stopped a deployment: those that CodeDeploy's message names, and of composite ones also the children
 * that were in ALARM then.
 */
export function trippedAlarms(
  cloudwatch: CloudWatch,
  message: string,
  stoppedAt: Instant,
  origin: Instant,
  logicalIdOf: (alarm: string) => string | undefined,
): readonly TrippedAlarm[] {
  const lastUpdate = lastUpdates(cloudwatch.history(), stoppedAt);
  const described = new Map(cloudwatch.describeAlarms().map((alarm) => [alarm.name, alarm]));
  const named = [...message.matchAll(/<([^>]+)>/g)].map(([, name = '']) => name);
  const children = named.flatMap((name) => childrenIn(described.get(name), described, lastUpdate));
  return [...new Set([...named, ...children])].map((name) => {
    const update = lastUpdate.get(name);
    const logicalId = logicalIdOf(name);
    const runbook = runbookIn(described.get(name)?.description);
    return {
      alarm: name,
      ...(logicalId === undefined ? {} : { logicalId }),
      reason: update?.reason ?? described.get(name)?.stateReason ?? '',
      at: secondsBetween(origin, update?.at ?? stoppedAt),
      ...(runbook === undefined ? {} : { runbook }),
    };
  });
}

function lastUpdates(history: readonly AlarmEvent[], until: Instant): ReadonlyMap<string, AlarmEvent> {
  const last = new Map<string, AlarmEvent>();
  for (const event of history) if (event.type === 'StateUpdate' && event.at <= until) last.set(event.alarm, event);
  return last;
}

function childrenIn(
  alarm: AlarmDescription | undefined,
  all: ReadonlyMap<string, AlarmDescription>,
  lastUpdate: ReadonlyMap<string, AlarmEvent>,
): readonly string[] {
  if (alarm === undefined || !('AlarmRule' in alarm.properties)) return [];
  const { AlarmRule: rule } = alarm.properties;
  return [...all.values()]
    .filter(({ name, arn }) => rule.includes(arn) || rule.includes(`(${name})`) || rule.includes(`"${name}"`))
    .filter(({ name }) => lastUpdate.get(name)?.state === 'ALARM')
    .flatMap((child) => [child.name, ...childrenIn(child, all, lastUpdate)]);
}

/** An address or a path of a page, as alarms' descriptions name it: `Runbook: runbooks/error-rate.md`. */
export function runbookIn(description: string | undefined): string | undefined {
  const named = /runbook:?\s*<?([^\s>]+)/i.exec(description ?? '')?.[1];
  return named?.replace(/[.,;)]+$/, '');
}
