import type { ResourceHandler } from '../../engine/cloudformation';
import { functionArn } from '../permissions';
import { EventBus } from '../services/events/event-bus';
import { eventResources } from '../services/events/resources';
import { Topics } from '../services/events/topics';
import { parseReference } from '../services/lambda/functions';
import { Schedules } from '../services/scheduler/schedules';
import { arn } from './account';
import type { Compute } from './compute';
import type { Foundation } from './foundation';

/** What carries something from one service to another: the event bus, schedules and topics. */
export interface Messaging {
  readonly events: EventBus;
  readonly schedules: Schedules;
  readonly topics: Topics;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
}

export function openMessaging(foundation: Foundation, compute: Compute): Messaging {
  const { account, clock, work, timeline, notes, permissions } = foundation;
  const now = () => work.now();
  /** Invokes a function by its ARN, asynchronously; false where the rehearsal has none. */
  const invoke = (functionArn: string, payload: unknown, detail: string): boolean => {
    const { functionName } = parseReference(functionArn);
    if (!functionArn.includes(':lambda:') || compute.functions.get(functionName) === undefined) return false;
    compute.async.invoke({
      reference: functionArn,
      payload,
      onEnd: ({ error }) => {
        timeline.record({
          at: clock.now(),
          actor: 'events',
          event: `invoked ${functionName}`,
          status: error === undefined ? 'Succeeded' : 'Failed',
          detail: error === undefined ? detail : `${detail}: ${error.type}: ${error.message}`,
        });
      },
    });
    return true;
  };
  const resourceOf = (targetArn: string) => {
    if (!targetArn.includes(':lambda:')) return { action: 'sns:Publish', resource: targetArn };
    const { functionName, qualifier } = parseReference(targetArn);
    return { action: 'lambda:InvokeFunction', resource: functionArn(account, functionName, qualifier) };
  };
  /** Whether the policy of a function or topic lets a service of AWS reach it, for one of that service's resources. */
  const isReachable = (targetArn: string, service: string, who: string, sourceArn: string) =>
    permissions.refusal({
      who,
      asker: { service },
      ...resourceOf(targetArn),
      context: { 'aws:sourcearn': sourceArn },
    }) === undefined;
  const isHere = (targetArn: string) =>
    topics.has(targetArn) || compute.functions.get(parseReference(targetArn).functionName) !== undefined;
  const topics: Topics = new Topics({
    account,
    now,
    invoke: (subscribed, payload, topicArn) => {
      const who = `the topic ${topicArn.split(':').at(-1)}`;
      if (isHere(subscribed) && isReachable(subscribed, 'sns.amazonaws.com', who, topicArn))
        invoke(subscribed, payload, 'topic');
    },
    published: ({ at, topicArn, subject, message }) => {
      const detail = subject ?? message.slice(0, 120);
      timeline.record({ at, actor: 'events', event: `message to ${topicArn.split(':').at(-1)}`, detail });
    },
  });
  const deliver = (targetArn: string, payload: unknown, from: string): boolean => {
    if (!topics.has(targetArn)) return invoke(targetArn, payload, from);
    topics.publish(targetArn, typeof payload === 'string' ? payload : JSON.stringify(payload));
    return true;
  };
  const events = new EventBus({
    account,
    now,
    deliver: (targetArn, payload, rule) => {
      const ruleArn = arn(account, 'events', `rule/${rule}`);
      if (isHere(targetArn) && !isReachable(targetArn, 'events.amazonaws.com', `the rule ${rule}`, ruleArn))
        return false;
      return deliver(targetArn, payload, rule);
    },
  });
  const schedules = new Schedules({
    clock,
    account,
    deliver: (target, payload, name) => {
      const asker = target.roleArn === undefined ? undefined : { roleArn: target.roleArn, session: name };
      const attempt = asker && isHere(target.arn) && { who: `the schedule ${name}`, asker, ...resourceOf(target.arn) };
      if (attempt && permissions.refusal(attempt) !== undefined) return false;
      return deliver(target.arn, payload, name);
    },
  });
  return {
    events,
    schedules,
    topics,
    resources: { ...eventResources(events, account, notes), ...schedules.resources(), ...topics.resources() },
  };
}
