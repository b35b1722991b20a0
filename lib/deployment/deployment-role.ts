import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../synthetics';
import type { GuardedFunction } from './guarded-function';

export interface DeploymentRoleProps {
  readonly target: GuardedFunction;
  readonly hooks: readonly IFunction[];
}

/**
 * What CodeDeploy needs for one alias: to move it, to invoke the hooks, and to read alarms. The managed policies allow all
 * aliases of the account.
 */
export class DeploymentRole extends Role {
  constructor(scope: Construct, id: string, { target, hooks }: DeploymentRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    const fn = target.version.lambda.functionArn;
    this.allow(
      ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
      [fn, `${fn}:${target.metrics.aliasName}`],
    );
    this.allow(
      ['lambda:InvokeFunction'],
      hooks.map((hook) => hook.functionArn),
    );
    // Composite alarms can only be read with permission on all.
    this.allow(['cloudwatch:DescribeAlarms'], ['*']);
    acknowledgeWildcards(
      this,
      ['*'],
      'DescribeAlarms of composite alarms needs permission on all alarms: API_DescribeAlarms.',
    );
  }

  private allow(actions: string[], resources: string[]): void {
    this.addToPolicy(new PolicyStatement({ actions, resources }));
  }
}
