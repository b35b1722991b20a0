import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The address of a page of the CloudWatch console in the stack's Region, such as `dashboards/dashboard/Shop`. */
export function consoleUrl(scope: Construct, page: string): string {
  const { region } = Stack.of(scope);
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#${page}`;
}
