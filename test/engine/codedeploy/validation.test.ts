import { deploymentConfigRefusal, deploymentGroupRefusal } from '../../../lib/engine/codedeploy';
import measured from '../../conformance/validation-errors.json';

const region = 'eu-west-1';
const topic = (of: string) => `arn:aws:sns:${of}:111122223333:t`;
const longName = 'arn:aws:elasticloadbalancing:eu-west-1';
const config = 'CodeDeployDefault.LambdaAllAtOnce';

/** Properties that AWS refused, by the words of the measured rule. */
const refused: Readonly<Record<string, { found: string | undefined; values?: Readonly<Record<string, string>> }>> = {
  'ComputePlatform Lambda or ECS with MinimumHealthyHosts': {
    found: deploymentConfigRefusal({ ComputePlatform: 'ECS', MinimumHealthyHosts: { Type: 'HOST_COUNT', Value: 1 } }),
    values: { 'Lambda|ECS': 'ECS' },
  },
  'Server (or no ComputePlatform) without MinimumHealthyHosts': { found: deploymentConfigRefusal({}) },
  'AutoRollbackConfiguration.Enabled true with no Events': {
    found: deploymentGroupRefusal({ AutoRollbackConfiguration: { Enabled: true } }, { region }),
  },
  'more than 10 TriggerConfigurations': {
    found: deploymentGroupRefusal(
      { TriggerConfigurations: Array(11).fill({ TriggerTargetArn: topic(region) }) },
      { region },
    ),
  },
  'trigger topic in another Region': {
    found: deploymentGroupRefusal({ TriggerConfigurations: [{ TriggerTargetArn: topic('us-east-1') }] }, { region }),
    values: { arn: topic('us-east-1') },
  },
  'DeploymentConfigName platform differs from the application platform': {
    found: deploymentGroupRefusal({ DeploymentConfigName: config }, { region, platform: 'ECS' }),
    values: { name: config, platform: 'ECS' },
  },
  'ECSServices on a Server application': { found: deploymentGroupRefusal({ ECSServices: [{}] }, { region }) },
  'TargetGroupInfo.Name longer than 32 (e.g. an ARN)': {
    found: deploymentGroupRefusal({ LoadBalancerInfo: { TargetGroupInfoList: [{ Name: longName }] } }, { region }),
    values: { name: longName },
  },
  'tag filter KEY_ONLY with Value': {
    found: deploymentGroupRefusal({ Ec2TagFilters: [{ Type: 'KEY_ONLY', Key: 'a', Value: 'b' }] }, { region }),
  },
  'tag filter VALUE_ONLY with Key': {
    found: deploymentGroupRefusal(
      { OnPremisesInstanceTagFilters: [{ Type: 'VALUE_ONLY', Key: 'a', Value: 'b' }] },
      { region },
    ),
  },
  'Server revision bundle type not tar/tgz/zip': {
    found: deploymentGroupRefusal({ Deployment: { Revision: { S3Location: { BundleType: 'rar' } } } }, { region }),
  },
};

test.each(measured.rules.filter((rule) => rule.resource.startsWith('AWS::CodeDeploy::')))('$resource: $when', ({
  when,
  awsMessage,
}) => {
  const message = awsMessage.replace(/\{([^}]+)\}/g, (whole, name: string) => refused[when]?.values?.[name] ?? whole);
  expect(refused[when]?.found).toBe(message);
});

test('what AWS takes is taken', () => {
  expect(
    deploymentGroupRefusal(
      {
        AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'a' }, { Name: 'b' }] },
        AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
        DeploymentConfigName: config,
        TriggerConfigurations: [{ TriggerTargetArn: topic(region) }],
      },
      { region, platform: 'Lambda' },
    ),
  ).toBeUndefined();
  expect(
    deploymentConfigRefusal({
      ComputePlatform: 'Lambda',
      TrafficRoutingConfig: { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 10, CanaryInterval: 5 } },
    }),
  ).toBeUndefined();
});

test('a shift that is too long or too large is refused with its number', () => {
  const canary = (CanaryPercentage: number, CanaryInterval: number) =>
    deploymentConfigRefusal({
      ComputePlatform: 'Lambda',
      TrafficRoutingConfig: { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage, CanaryInterval } },
    });
  expect(canary(150, 5)).toContain('150');
  expect(canary(10, 2881)).toContain('2881');
});

test('alarms that cannot be: none, twice', () => {
  const alarms = (Alarms: readonly unknown[]) =>
    deploymentGroupRefusal({ AlarmConfiguration: { Enabled: true, Alarms } }, { region });
  expect(alarms([])).toContain('lists no alarm');
  expect(alarms([{ Name: 'a' }, { Name: 'a' }])).toContain('a is listed more than once');
});
