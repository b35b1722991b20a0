import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { setting } from '../hooks/settings';

const scheduler = new SchedulerClient();

/** Longer than the function may run: whoever holds the token then has died. */
const LEASE_SECONDS = 5 * 60;

/** Longer than the longest deployment, and a schedule that looks at it when it should be over. */
const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** What invokes the report again where it was not sent by then. */
export interface Again {
  readonly functionArn: string;
  readonly payload: object;
  /** Whether this invocation is such a one. */
  readonly isExpired: boolean;
}

export type Claim =
  | 'mine'
  | 'taken'
  /** The token could not be made: the report is sent, perhaps more than once. */
  | { readonly untold: string };

/**
 * Whether this invocation is the one that reports a deployment. A schedule of the deployment's name is the token: only one can be
 * made. Until the report is sent it is a lease, and invokes the report again where this invocation dies on the way.
 */
export async function claimReport(token: string, again: Again): Promise<Claim> {
  // The lease of an invocation that died fires once, and may not be gone yet.
  if (again.isExpired) await releaseReport(token).catch(() => {});
  try {
    await scheduler.send(
      new CreateScheduleCommand(schedule(token, LEASE_SECONDS, again.functionArn, { ...again.payload, expired: true })),
    );
    return 'mine';
  } catch (error) {
    if (error instanceof ConflictException) return 'taken';
    return { untold: error instanceof Error ? error.message : String(error) };
  }
}

/** The report was sent: the token stays for as long as an event about the deployment may come. */
export async function keepReport(token: string, functionArn: string): Promise<void> {
  await scheduler.send(new UpdateScheduleCommand(schedule(token, KEPT_SECONDS, functionArn, { reported: token })));
}

/** Gives the token back where the report could not be sent, so that the next try may. */
export async function releaseReport(token: string): Promise<void> {
  try {
    await scheduler.send(new DeleteScheduleCommand({ Name: nameOf(token), GroupName: setting('SCHEDULE_GROUP') }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

function schedule(token: string, seconds: number, functionArn: string, payload: object) {
  return {
    Name: nameOf(token),
    GroupName: setting('SCHEDULE_GROUP'),
    ScheduleExpression: `at(${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    ActionAfterCompletion: 'DELETE' as const,
    Target: { Arn: functionArn, RoleArn: setting('SCHEDULER_ROLE_ARN'), Input: JSON.stringify(payload) },
  };
}

function nameOf(token: string): string {
  return `${token}-reported`;
}
