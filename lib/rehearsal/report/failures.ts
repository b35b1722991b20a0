import type { Instant } from '../../engine/clock';
import type { StackResult } from '../../engine/cloudformation';
import type { Timeline } from './timeline';

/** What CloudFormation said of the resources that failed in an operation that began at an instant: `Group: …`. */
export function failuresIn({ failed }: StackResult, timeline: Timeline, since: Instant): readonly string[] {
  return timeline
    .entries(since, since)
    .filter(
      ({ event, status, detail }) =>
        failed.includes(event.replace(/^stack /, '')) && status?.endsWith('_FAILED') === true && detail !== undefined,
    )
    .map(({ event, detail = '' }) => `${event}: ${plainReason(detail)}`);
}

/** What the service said, without CloudFormation's wrapping. */
export function plainReason(reason: string): string {
  return reason.replace(/Resource handler returned message: "(.*)" \(RequestToken: [^)]*\)/s, '$1');
}
