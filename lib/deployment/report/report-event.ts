import * as z from 'zod/mini';

const round = {
  attempt: z._default(z.int(), 0),
  /** Whether an invocation that was to report it died on the way. */
  expired: z._default(z.boolean(), false),
};

/** What may tell that a release did not get through; each of them may come twice, late, or not at all. */
export const ReportEvent = z.union([
  z.object({
    source: z.literal('aws.codedeploy'),
    detail: z.object({ deploymentId: z.string(), state: z.optional(z.string()) }),
  }),
  z.object({
    source: z.literal('aws.ecs'),
    detail: z.object({
      deploymentId: z.string(),
      reason: z._default(z.string(), 'ECS gave no reason'),
      updatedAt: z.optional(z.string()),
    }),
  }),
  z.object({ source: z.literal('aws.cloudwatch'), detail: z.object({ alarmName: z.string() }) }),
  /** Of the guard itself, by a schedule: look at this deployment. */
  z.object({ deploymentId: z.string(), ...round }),
  /** The same of ECS, whose hooks know a deployment by the revision that it brings. */
  z.object({ serviceRevisionArn: z.string(), ...round }),
]);

export type ReportEvent = z.infer<typeof ReportEvent>;

export function attemptOf(event: ReportEvent): number {
  return 'attempt' in event ? event.attempt : 0;
}
