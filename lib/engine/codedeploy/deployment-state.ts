import type { DeploymentOf, LifecycleStatus } from './deployment';
import type { DeploymentDecision } from './lifecycle';

export function unchanged<Event extends string, Revision>(
  state: DeploymentOf<Event, Revision>,
  reason: string,
): DeploymentDecision<Event, Revision> {
  return { next: state, effects: [], reason };
}

export function statusOf<Event extends string>(
  { events }: DeploymentOf<Event, unknown>,
  name: Event,
): LifecycleStatus | undefined {
  return events.find((event) => event.name === name)?.status;
}

export function withEvent<Event extends string, Revision>(
  state: DeploymentOf<Event, Revision>,
  name: Event,
  change: Partial<DeploymentOf<Event, Revision>['events'][number]>,
): DeploymentOf<Event, Revision> {
  return { ...state, events: state.events.map((event) => (event.name === name ? { ...event, ...change } : event)) };
}
