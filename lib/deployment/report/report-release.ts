import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { invokeAgain } from '../hooks/invoke-again';
import { settings } from '../hooks/settings';
import { claimReport, releaseReport } from './claim-report';
import type { Evidence } from './evidence';
import { EcsEvent, findDeployment, isRollback, ReportEvent } from './find-deployment';
import { evidenceOf, gatherEvidence } from './gather-evidence';
import { sendReport } from './send-report';

const codedeploy = new CodeDeployClient();

/** A release that goes on after its alarm: how often, a minute apart, its end is looked for. */
const PATIENCE = 30;

/**
 * Reports a release that did not get through, once: whichever event comes first, however often they come. An event about a
 * release that still goes on is looked into again a minute later.
 */
export async function reportRelease(event: unknown, context: { readonly invokedFunctionArn: string }): Promise<string> {
  const ecs = EcsEvent.safeParse(event);
  if (ecs.success) return await reportEcs(ecs.data.detail, context.invokedFunctionArn);
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
  return await once(id, context.invokedFunctionArn, () => gatherEvidence(codedeploy, info));
}

/** ECS says of a deployment that it failed when it has rolled it back already. */
async function reportEcs(
  { deploymentId, reason }: { readonly deploymentId: string; readonly reason: string },
  functionArn: string,
): Promise<string> {
  // `ecs-svc/123`; a schedule's name has no slash.
  const id = deploymentId.replace(/[^A-Za-z0-9_.-]/g, '-');
  const deployment = {
    id: deploymentId,
    status: 'failed',
    code: 'SERVICE_DEPLOYMENT_FAILED',
    message: reason,
    startedBy: 'whoever updated the service',
    rollback: 'ECS itself',
  };
  const versions = { missing: 'the service tells its revisions: see the runbook' };
  return await once(id, functionArn, () => evidenceOf({ deployment, versions, since: new Date(Date.now() - HOUR) }));
}

/** Canary runs before that belong to no deployment of now. */
const HOUR = 60 * 60 * 1000;

async function once(id: string, functionArn: string, gather: () => Promise<Evidence>): Promise<string> {
  if (!(await claimReport(id, functionArn))) return `${id} was reported`;
  try {
    await sendReport(await gather());
  } catch (error) {
    await releaseReport(id);
    throw error;
  }
  return `reported ${id}`;
}
