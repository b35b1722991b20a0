import { AwsError, type AwsServices } from '../../../endpoint';
import type { Instant } from '../../../engine/clock';
import type { Timeline } from '../../report/timeline';
import { stableId } from '../../world/account';

type Item = Parameters<NonNullable<NonNullable<AwsServices['ssm']>['CreateOpsItem']>>[0];

/** OpsCenter of Systems Manager: items are told on the timeline, one for each string of deduplication. */
export function opsItemOperations(timeline: Timeline, now: () => Instant): NonNullable<AwsServices['ssm']> {
  const open = new Map<string, string>();
  return {
    CreateOpsItem: (item) => {
      const dedup = dedupOf(item);
      const known = open.get(dedup ?? '');
      if (known !== undefined) {
        throw new AwsError('OpsItemAlreadyExistsException', `The OpsItem ${known} already exists.`, 400, {
          OpsItemId: known,
        });
      }
      const OpsItemId = `oi-${stableId(12, item.Title, dedup ?? '', now())}`;
      if (dedup !== undefined) open.set(dedup, OpsItemId);
      timeline.record({ at: now(), actor: 'events', event: 'OpsItem opened', detail: `${OpsItemId} ${item.Title}` });
      return { OpsItemId };
    },
  };
}

function dedupOf({ OperationalData }: Item): string | undefined {
  const value = OperationalData?.['/aws/dedup']?.Value;
  if (value === undefined) return undefined;
  const { dedupString } = JSON.parse(value) as { dedupString?: unknown };
  return typeof dedupString === 'string' ? dedupString : undefined;
}
