import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { invokeAgain } from '../hooks/invoke-again';
import { settings } from '../hooks/settings';
import { claimReport, releaseReport } from './claim-report';
import { findDeployment, isRollback, ReportEvent } from './find-deployment';
import { gatherEvidence } from './gather-evidence';
import { sendReport } from './send-report';

const codedeploy = new CodeDeployClient();

/** A release that goes on after its alarm: how often, a minute apart, its end is looked for. */
const PATIENCE = 30;

/**
 * Reports a release that did not get through, once: whichever event comes first, however often they come. An event about a
 * release that still goes on is looked into again a minute later.
 */
export async function reportRelease(event: unknown, context: { readonly invokedFunctionArn: string }): Promise<string> {
  const parsed = ReportEvent.safeParse(event);
  // The token of a report that was sent, at the end of its day.
  if (!parsed.success) return 'nothing to report';
  const [application = '', ...groups] = settings('DEPLOYMENT_GROUPS');
  const info = await findDeployment(codedeploy, parsed.data, { application, groups });
  const id = info?.deploymentId;
  if (info === undefined || id === undefined || isRollback(info)) return 'no release';
  if (info.status === 'Succeeded') return `${id} succeeded`;
  if (info.status !== 'Stopped' && info.status !== 'Failed') {
    const attempt = 'attempt' in parsed.data ? parsed.data.attempt : 0;
    if (attempt >= PATIENCE) return `${id} is still ${info.status} after ${attempt} minutes`;
    await invokeAgain({
      name: `${id}-report-${attempt + 1}`,
      functionArn: context.invokedFunctionArn,
      payload: { deploymentId: id, attempt: attempt + 1 },
      seconds: 60,
    });
    return `${id} is still ${info.status}`;
  }
  if (!(await claimReport(id, context.invokedFunctionArn))) return `${id} was reported`;
  try {
    await sendReport(await gatherEvidence(codedeploy, info));
  } catch (error) {
    await releaseReport(id);
    throw error;
  }
  return `reported ${id}`;
}
