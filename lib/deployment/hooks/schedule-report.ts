import { invokeAgain } from './invoke-again';
import { numberSetting } from './settings';

/**
 * Has the rollback report look at this deployment when it should long be over: CodeDeploy's events may be lost. A guard
 * without a report has no function for it.
 */
export async function scheduleReport(deploymentId: string): Promise<void> {
  const functionArn = process.env.REPORT_FUNCTION_ARN;
  if (!functionArn) return;
  try {
    await invokeAgain({
      name: `${deploymentId}-report-0`,
      functionArn,
      payload: { deploymentId },
      seconds: numberSetting('REPORT_AFTER_SECONDS'),
    });
  } catch (error) {
    // A report that may be missing is no reason to refuse a release.
    console.error(`the report of ${deploymentId} was not scheduled: ${String(error)}`);
  }
}
