import type { ResourceHandler } from '../../engine/cloudformation';
import { EventBus } from '../services/events/event-bus';
import { eventResources } from '../services/events/resources';
import { Topics } from '../services/events/topics';
import { parseReference } from '../services/lambda/functions';
import { Schedules } from '../services/scheduler/schedules';
import type { Compute } from './compute';
import type { Foundation } from './foundation';

/** What carries something from one service to another: the event bus, schedules and topics. */
export interface Messaging {
  readonly events: EventBus;
  readonly schedules: Schedules;
  readonly topics: Topics;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
}

export function openMessaging({ account, clock, work, timeline, notes }: Foundation, compute: Compute): Messaging {
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
  const topics = new Topics({
    account,
    now,
    invoke: (functionArn, payload) => void invoke(functionArn, payload, 'topic'),
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
  const events = new EventBus({ account, now, deliver });
  const schedules = new Schedules({ clock, account, deliver });
  return {
    events,
    schedules,
    topics,
    resources: { ...eventResources(events, account, notes), ...schedules.resources(), ...topics.resources() },
  };
}
