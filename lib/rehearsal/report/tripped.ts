import type { Instant } from '../../engine/clock';
import {
  type AlarmDescription,
  type AlarmEvent,
  alarmsOf,
  type CloudWatch,
  parseAlarmRule,
} from '../../engine/cloudwatch';

/** An alarm that was in ALARM when a deployment was stopped, as it stood then: a rollback deletes alarms. */
export interface AlarmAtStop {
  readonly alarm: string;
  readonly reason: string;
  readonly since: Instant;
  readonly runbook?: string;
}

/**
 * The alarms that stop a deployment now: those that CodeDeploy's message names, and of composite ones also the children
 * that are in ALARM. Those that measure come first: their reasons have the numbers.
 */
export function alarmsAtStop(cloudwatch: CloudWatch, message: string, now: Instant): readonly AlarmAtStop[] {
  const lastUpdate = lastUpdates(cloudwatch.history(), now);
  const described = new Map(cloudwatch.describeAlarms().map((alarm) => [alarm.name, alarm]));
  const named = [...message.matchAll(/<([^>]+)>/g)].map(([, name = '']) => name);
  const children = named.flatMap((name) => childrenIn(described.get(name), described, lastUpdate));
  const isComposite = (name: string) => described.get(name)?.type === 'CompositeAlarm';
  const all = [...new Set([...named, ...children])];
  return [...all.filter((name) => !isComposite(name)), ...all.filter(isComposite)].map((name) => {
    const update = lastUpdate.get(name);
    const runbook = runbookIn(described.get(name)?.description);
    return {
      alarm: name,
      reason: update?.reason ?? described.get(name)?.stateReason ?? '',
      since: update?.at ?? now,
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
  const children = new Set(alarmsOf(parseAlarmRule(alarm.properties.AlarmRule)));
  return [...all.values()]
    .filter(({ name, arn }) => children.has(name) || children.has(arn))
    .filter(({ name }) => lastUpdate.get(name)?.state === 'ALARM')
    .flatMap((child) => [child.name, ...childrenIn(child, all, lastUpdate)]);
}

/** An address or a path of a page, as alarms' descriptions name it: `Runbook: runbooks/error-rate.md`. */
export function runbookIn(description: string | undefined): string | undefined {
  const named = /runbook:?\s*<?([^\s>]+)/i.exec(description ?? '')?.[1];
  return named?.replace(/[.,;)]+$/, '');
}
