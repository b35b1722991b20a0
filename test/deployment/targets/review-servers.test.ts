import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  type IServerDeploymentConfig,
  MinimumHealthyHosts,
  ServerDeploymentConfig,
  ServerDeploymentGroup,
  type ZonalConfig,
} from 'aws-cdk-lib/aws-codedeploy';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TargetGroupErrors } from '../../../lib/alarms';
import { GuardedServerDeploymentGroup } from '../../../lib/deployment';

function guarded(configOf: (stack: Stack) => IServerDeploymentConfig): Stack {
  const stack = new Stack(new App(), 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const targetGroup = new ApplicationTargetGroup(stack, 'Servers', { vpc, port: 80 });
  new GuardedServerDeploymentGroup(stack, 'Guard', {
    deploymentGroup: new ServerDeploymentGroup(stack, 'Deployments', { deploymentConfig: configOf(stack) }),
    release: '7',
    signals: [TargetGroupErrors.above(1)],
    loadBalancer: new ApplicationLoadBalancer(stack, 'Lb', { vpc }),
    targetGroup,
    expectedRequestsPerMinute: 1200,
  });
  return stack;
}

const zonal = (zonalConfig: ZonalConfig) => (stack: Stack) =>
  new ServerDeploymentConfig(stack, 'Zones', { minimumHealthyHosts: MinimumHealthyHosts.percentage(50), zonalConfig });

test.each([
  ['a predefined configuration', () => ServerDeploymentConfig.ONE_AT_A_TIME],
  ['zones that are not watched', zonal({})],
])('%s watches no server before the next ones: synth warns', (_, config) => {
  Annotations.fromStack(guarded(config)).hasWarning(
    '*',
    Match.stringLikeRegexp(
      'no server is watched before the next ones are taken.*firstZoneMonitorDuration of 7 minutes',
    ),
  );
});

test('a zone that is watched for less than a fault takes to be seen is refused', () => {
  const stack = guarded(zonal({ firstZoneMonitorDuration: Duration.minutes(3) }));
  expect(() => Annotations.fromStack(stack)).toThrow(
    'detection takes 2 datapoints × 60 s + 60 s evaluation + 60 s publish delay + 15 s poll = 255 s; the zone is watched for 180 s',
  );
});

test('one that is watched for long enough is not', () => {
  const stack = guarded(zonal({ firstZoneMonitorDuration: Duration.minutes(10) }));
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('watched|too late'));
});
