import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { setting } from '../hooks/settings';

const scheduler = new SchedulerClient();

/** Repeated events are long over then. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether this invocation is the one that reports a deployment. A schedule of the deployment's name is the token: only one can
 * be made, and it goes by itself after a day.
 */
export async function claimReport(deploymentId: string, functionArn: string): Promise<boolean> {
  try {
    await scheduler.send(
      new CreateScheduleCommand({
        Name: nameOf(deploymentId),
        GroupName: setting('SCHEDULE_GROUP'),
        ScheduleExpression: `at(${new Date(Date.now() + DAY).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: functionArn,
          RoleArn: setting('SCHEDULER_ROLE_ARN'),
          Input: JSON.stringify({ reported: deploymentId }),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConflictException) return false;
    throw error;
  }
}

/** Gives the token back where the report could not be sent, so that the next try may. */
export async function releaseReport(deploymentId: string): Promise<void> {
  await scheduler.send(new DeleteScheduleCommand({ Name: nameOf(deploymentId), GroupName: setting('SCHEDULE_GROUP') }));
}

function nameOf(deploymentId: string): string {
  return `${deploymentId}-reported`;
}
