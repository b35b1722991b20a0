import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { deploymentTargets } from './versions';

/** What the first servers that failed say of it: the lifecycle event, its script, and the end of what that wrote. */
const SERVERS = 3;

export async function failedServers(codedeploy: CodeDeployClient, deploymentId: string): Promise<string> {
  const targets = await deploymentTargets(codedeploy, deploymentId, 'Failed');
  const failed = targets.flatMap(({ instanceTarget }) =>
    (instanceTarget?.lifecycleEvents ?? [])
      .filter(({ status }) => status === 'Failed')
      .map(({ lifecycleEventName, endTime, diagnostics }) => ({
        at: endTime?.getTime() ?? Number.POSITIVE_INFINITY,
        text: [
          `${instanceTarget?.targetId}: ${lifecycleEventName} failed: ${diagnostics?.errorCode ?? 'unknown'}` +
            `${diagnostics?.scriptName ? ` in ${diagnostics.scriptName}` : ''}: ${diagnostics?.message ?? 'no message'}`,
          ...(diagnostics?.logTail ? [diagnostics.logTail] : []),
        ].join('\n'),
      })),
  );
  const [first = [], rest = 0] = [failed.sort((a, b) => a.at - b.at).slice(0, SERVERS), failed.length - SERVERS];
  const more = rest > 0 ? [`and ${rest} more`] : [];
  return [...first.map(({ text }) => text), ...more].join('\n');
}
