import { invokeAgain } from './invoke-again';
import { numberSetting } from './settings';

/**
 * Has the rollback report look at this deployment of CodeDeploy when it should long be over: the events of it may be lost. A
 * guard without a report has no function for it.
 */
export async function scheduleReport(deploymentId: string): Promise<void> {
  await scheduleLook(deploymentId, { deploymentId });
}

/** The same for ECS, whose hooks know a deployment by the revision that it brings. */
export async function scheduleServiceReport(serviceRevisionArn: string): Promise<void> {
  // The last part of the ARN is the revision's own.
  await scheduleLook(serviceRevisionArn.split('/').at(-1) ?? '', { serviceRevisionArn });
}

async function scheduleLook(id: string, payload: object): Promise<void> {
  const functionArn = process.env.REPORT_FUNCTION_ARN;
  if (!functionArn) return;
  try {
    await invokeAgain({
      // A schedule's name takes 64 characters, and none of an ARN's colons.
      name: `${id.replace(/[^A-Za-z0-9_.-]/g, '-').slice(-50)}-report-0`,
      functionArn,
      payload,
      seconds: numberSetting('REPORT_AFTER_SECONDS'),
    });
  } catch (error) {
    // A report that may be missing is no reason to refuse a release.
    console.error(`the report of ${id} was not scheduled: ${String(error)}`);
  }
}
