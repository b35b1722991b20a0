import type { Duration } from 'aws-cdk-lib';

/** CloudFormation watches rollback triggers for three hours at most. */
const MAX_MINUTES = 180;

/**
 * A bake by CloudFormation itself: for so long after an update it watches the guard's standing alarm, and rolls the whole
 * stack back when it goes into ALARM. Rollback triggers belong to an operation on a stack, not to its template, and the alarm
 * must exist before them; so the guard gives them as an output, which is set once, after the first deployment:
 *
 * ```sh
 * aws cloudformation update-stack --stack-name STACK --use-previous-template --capabilities CAPABILITY_IAM \
 *   --rollback-configuration "$(aws cloudformation describe-stacks --stack-name STACK \
 *     --query "Stacks[0].Outputs[?OutputKey=='<Guard>RollbackConfiguration'].OutputValue" --output text)"
 * ```
 *
 * CloudFormation keeps them for all later updates, those of `cdk deploy` among them. `cdk deploy --rollback-trigger-alarm-arns`
 * sends the type of a metric alarm, which a composite alarm is not.
 * @throws where CloudFormation would not take the time
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-rollback-triggers.html
 */
export function rollbackConfiguration(standingAlarmArn: string, bake: Duration): string {
  const minutes = bake.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_MINUTES) {
    throw new Error(
      `longBake is ${bake.toSeconds()} seconds; CloudFormation watches rollback triggers for 1 to ${MAX_MINUTES} whole minutes.`,
    );
  }
  return JSON.stringify({
    RollbackTriggers: [{ Arn: standingAlarmArn, Type: 'AWS::CloudWatch::CompositeAlarm' }],
    MonitoringTimeInMinutes: minutes,
  });
}
