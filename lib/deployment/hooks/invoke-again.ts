import { ConflictException, CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { setting } from './settings';

export interface Invocation {
  /** Unique for one moment of one deployment: a repeated invocation of the hook asks for the same one. */
  readonly name: string;
  readonly functionArn: string;
  readonly payload: object;
  /** From now. */
  readonly seconds: number;
}

const scheduler = new SchedulerClient();

/** Has EventBridge Scheduler invoke a function once, later: a wait that costs nothing and outlives the function's timeout. */
export async function invokeAgain({ name, functionArn, payload, seconds }: Invocation): Promise<void> {
  try {
    await scheduler.send(
      new CreateScheduleCommand({
        Name: name,
        GroupName: setting('SCHEDULE_GROUP'),
        ScheduleExpression: `at(${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: functionArn, RoleArn: setting('SCHEDULER_ROLE_ARN'), Input: JSON.stringify(payload) },
      }),
    );
  } catch (error) {
    // The same moment was scheduled by an invocation that this one repeats.
    if (!(error instanceof ConflictException)) throw error;
  }
}
