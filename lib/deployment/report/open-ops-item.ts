import { CreateOpsItemCommand, OpsItemAlreadyExistsException, SSMClient } from '@aws-sdk/client-ssm';
import { setting } from '../hooks/settings';
import type { Message } from './compose-message';
import type { Evidence } from './evidence';

const ssm = new SSMClient();

/** OpsCenter takes no longer description. */
const LONGEST = 2048;

/** Opens an OpsItem about the release, where the guard is told to. One of the same deployment that is open already is enough. */
export async function openOpsItem(evidence: Evidence, { subject, text }: Message): Promise<void> {
  if (process.env.OPS_ITEM !== 'true') return;
  const { guard, deployment, alarms } = evidence;
  const named = 'value' in alarms ? alarms.value.map(({ name }) => name) : [];
  const value = (data: unknown) => ({ Type: 'SearchableString' as const, Value: JSON.stringify(data) });
  try {
    await ssm.send(
      new CreateOpsItemCommand({
        Title: subject,
        Description: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text,
        Source: guard.slice(0, 128),
        Severity: deployment.rollback === undefined || deployment.rollbackFailed !== undefined ? '1' : '2',
        Category: 'Availability',
        OperationalData: {
          '/aws/dedup': value({
            dedupString: `${guard} ${deployment.id}${deployment.rollbackFailed ? ' rollback' : ''}`,
          }),
          '/aws/resources': value([{ arn: setting('ALARM_ARN') }]),
          alarms: { Type: 'SearchableString', Value: named.join(', ') || 'none' },
          deployment: { Type: 'SearchableString', Value: deployment.id },
          runbook: { Type: 'String', Value: evidence.runbook },
          dashboard: { Type: 'String', Value: evidence.dashboard },
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof OpsItemAlreadyExistsException)) throw error;
  }
}
