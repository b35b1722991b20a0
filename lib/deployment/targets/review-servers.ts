import { CfnDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import type { Condition } from '../../alarms';
import { type DetectionInput, detection, EXPECTED_PUBLISH_DELAY, SLOW_PUBLISH_DELAY } from '../../engine/guard';
import type { Review } from '../review-conditions';

/**
 * How long the first zone of servers is watched before the next one begins, in seconds; 0: not at all. `undefined`: the
 * configuration is not of this app.
 */
export function firstZoneWatch(deploymentGroup: object): number | undefined {
  const config = 'deploymentConfig' in deploymentGroup ? deploymentGroup.deploymentConfig : undefined;
  if (typeof config !== 'object' || config === null) return undefined;
  const name = 'deploymentConfigName' in config ? String(config.deploymentConfigName) : '';
  if (name.startsWith('CodeDeployDefault.')) return 0;
  const resource = 'node' in config ? (config.node as { readonly defaultChild?: unknown }).defaultChild : undefined;
  if (!(resource instanceof CfnDeploymentConfig)) return undefined;
  const zonal = resource.zonalConfig as
    | { readonly firstZoneMonitorDurationInSeconds?: number; readonly monitorDurationInSeconds?: number }
    | undefined;
  return zonal?.firstZoneMonitorDurationInSeconds ?? zonal?.monitorDurationInSeconds ?? 0;
}

/**
 * Can each condition stop a bad release while only the first zone has it? CodeDeploy reads the alarms of servers no longer than it
 * deploys, and a quick deployment is over in a minute.
 */
export function reviewServers(conditions: readonly Condition[], watch: number): Review {
  const errors: string[] = [];
  const warnings: { id: string; message: string }[] = [];
  for (const condition of conditions) {
    const expected = detection(inputOf(condition), { publishDelay: EXPECTED_PUBLISH_DELAY });
    const slow = detection(inputOf(condition), { publishDelay: SLOW_PUBLISH_DELAY });
    const fix = (seconds: number) =>
      `Give the deployment configuration a zonalConfig with a firstZoneMonitorDuration of ${Math.ceil(seconds / 60)} minutes or more.`;
    if (watch === 0) {
      warnings.push({
        id: `unwatched-servers-${condition.id}`,
        message:
          `${condition.id} fires after ${expected.reason}, and no server is watched before the next ones are taken: a release ` +
          `may be everywhere by then. ${fix(slow.seconds)}`,
      });
    } else if (expected.seconds > watch) {
      errors.push(
        `${condition.id} cannot stop this release in its first zone: detection takes ${expected.reason}; the zone is watched for ` +
          `${watch} s. ${fix(slow.seconds)}`,
      );
    } else if (slow.seconds > watch) {
      warnings.push({
        id: `late-data-${condition.id}`,
        message:
          `${condition.id} may be too late where CloudWatch publishes slowly, as has been seen: detection takes ${slow.reason}; the ` +
          `first zone is watched for ${watch} s. ${fix(slow.seconds)}`,
      });
    }
  }
  return { errors, warnings };
}

function inputOf({ datapointsToAlarm, metric, fed }: Condition): DetectionInput {
  const { mathExpression, metricStat } = metric.toMetricConfig();
  return {
    datapointsToAlarm,
    period: metricStat?.period.toSeconds() ?? mathExpression?.period ?? 60,
    ...(fed.by === 'canary' ? { canary: { interval: fed.interval, run: fed.run } } : {}),
  };
}
