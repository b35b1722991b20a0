import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The name of a dashboard: it ends with the Region, since an account has one list of dashboards for all of them. A service that is
 * deployed to two Regions would overwrite its first board with the second.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 */
export function dashboardNameOf(scope: Construct, name: string): string {
  return `${name}-${Stack.of(scope).region}`;
}
