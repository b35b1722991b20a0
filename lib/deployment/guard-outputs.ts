import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Outputs of the stack under names that stay: scripts and pipelines read them. */
export function guardOutputs(scope: Construct, prefix: string, outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    new CfnOutput(scope, `${name}Output`, { value }).overrideLogicalId(`${prefix}${name}`);
  }
}
