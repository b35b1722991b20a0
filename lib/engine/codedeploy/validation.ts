import { type ComputePlatform, predefinedConfigs, routingError, type TrafficRouting } from './routing';

type Properties = Readonly<Record<string, unknown>>;

/** What is known of a deployment group's surroundings when it is created. */
export interface GroupSurroundings {
  readonly region: string;
  /** The compute platform of its application. @default 'Server' */
  readonly platform?: ComputePlatform;
  /** The platform of a custom deployment configuration, by its name. */
  configPlatform?(name: string): ComputePlatform | undefined;
}

/**
 * Why CodeDeploy refuses an AWS::CodeDeploy::DeploymentConfig with these resolved properties, in its own words where they
 * are known; `undefined` where it takes them.
 */
export function deploymentConfigRefusal(properties: Properties): string | undefined {
  const platform = properties.ComputePlatform ?? 'Server';
  const hosts = properties.MinimumHealthyHosts;
  if (platform === 'Server') return hosts === undefined ? 'minimum healthy hosts argument is missing' : undefined;
  if (hosts !== undefined) return `minimum healthy hosts should be null for ${platform} deployment configuration`;
  const routing = routingOf(properties.TrafficRoutingConfig);
  return routing === undefined ? undefined : routingError(routing);
}

/** Why CodeDeploy refuses an AWS::CodeDeploy::DeploymentGroup with these resolved properties. */
export function deploymentGroupRefusal(properties: Properties, surroundings: GroupSurroundings): string | undefined {
  const refusals = [
    rollbackRefusal(properties),
    alarmRefusal(properties),
    triggerRefusal(properties, surroundings.region),
    configRefusal(properties, surroundings),
    serverRefusal(properties, surroundings.platform ?? 'Server'),
    targetGroupRefusal(properties),
    ...tagFilters(properties).map(tagFilterRefusal),
    revisionRefusal(properties),
  ];
  return refusals.find((refusal) => refusal !== undefined);
}

function rollbackRefusal({ AutoRollbackConfiguration }: Properties): string | undefined {
  const { Enabled, Events } = asObject(AutoRollbackConfiguration);
  return Enabled === true && asList(Events).length === 0
    ? 'Deployment Groups need to have at least one event specified when auto rollback is enabled'
    : undefined;
}

/** API_AlarmConfiguration and InvalidAlarmConfigException; what AWS says is not recorded. */
function alarmRefusal({ AlarmConfiguration }: Properties): string | undefined {
  const { Enabled, Alarms } = asObject(AlarmConfiguration);
  const names = asList(Alarms).map((alarm) => asObject(alarm).Name);
  if (Enabled === true && names.length === 0) return 'The alarm configuration is enabled, but it lists no alarm.';
  const long = names.find((name) => typeof name === 'string' && name.length > 255);
  if (long !== undefined) return `The alarm name ${String(long)} is longer than 255 characters.`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `The alarm ${String(twice)} is listed more than once.`;
}

function triggerRefusal({ TriggerConfigurations }: Properties, region: string): string | undefined {
  const triggers = asList(TriggerConfigurations).map(asObject);
  if (triggers.length > 10) return 'Deployment Groups cannot contain more than 10 TriggerTargets.';
  const foreign = triggers
    .map((trigger) => trigger.TriggerTargetArn)
    .find((arn) => typeof arn === 'string' && arn.startsWith('arn:') && arn.split(':')[3] !== region);
  return foreign === undefined ? undefined : `Topic ARN ${String(foreign)} is not valid`;
}

function configRefusal({ DeploymentConfigName }: Properties, surroundings: GroupSurroundings): string | undefined {
  if (typeof DeploymentConfigName !== 'string') return undefined;
  const expected = surroundings.platform ?? 'Server';
  const found =
    surroundings.configPlatform?.(DeploymentConfigName) ??
    predefinedConfigs.find((config) => config.name === DeploymentConfigName)?.platform;
  return found === undefined || found === expected
    ? undefined
    : `Compute platform of deployment config ${DeploymentConfigName} does not match expected compute platform, correct compute platform should be ${expected}.`;
}

function serverRefusal({ ECSServices }: Properties, platform: ComputePlatform): string | undefined {
  return platform === 'Server' && asList(ECSServices).length > 0
    ? 'Server Deployment Groups should not define a value for ecsServices, eksClusters, or targetGroupPairInfoList'
    : undefined;
}

function targetGroupRefusal({ LoadBalancerInfo }: Properties): string | undefined {
  const long = asList(asObject(LoadBalancerInfo).TargetGroupInfoList)
    .map((group) => asObject(group).Name)
    .find((name) => typeof name === 'string' && name.length > 32);
  return long === undefined
    ? undefined
    : `The target group name ${String(long)} specified in targetGroupInfoList exceeds the maximum allowed length of 32 characters.`;
}

function tagFilters({ Ec2TagFilters, OnPremisesInstanceTagFilters }: Properties): readonly unknown[] {
  return [...asList(Ec2TagFilters), ...asList(OnPremisesInstanceTagFilters)];
}

function tagFilterRefusal(filter: unknown): string | undefined {
  const { Type, Key, Value } = asObject(filter);
  if (Type === 'KEY_ONLY' && Value !== undefined) return 'Values must not be provided for key-only filters.';
  return Type === 'VALUE_ONLY' && Key !== undefined ? 'Keys must not be provided for value-only filters.' : undefined;
}

function revisionRefusal({ Deployment }: Properties): string | undefined {
  const { BundleType } = asObject(asObject(asObject(Deployment).Revision).S3Location);
  return BundleType === undefined || ['tar', 'tgz', 'zip'].includes(String(BundleType))
    ? undefined
    : 'BundleType must be either tar, zip or tgz';
}

function routingOf(config: unknown): TrafficRouting | undefined {
  const { Type, TimeBasedCanary, TimeBasedLinear } = asObject(config);
  const canary = asObject(TimeBasedCanary);
  const linear = asObject(TimeBasedLinear);
  switch (Type) {
    case 'TimeBasedCanary':
      return {
        type: Type,
        percentage: Number(canary.CanaryPercentage),
        intervalMinutes: Number(canary.CanaryInterval),
      };
    case 'TimeBasedLinear':
      return {
        type: Type,
        percentage: Number(linear.LinearPercentage),
        intervalMinutes: Number(linear.LinearInterval),
      };
    case 'AllAtOnce':
      return { type: Type };
    default:
      return undefined;
  }
}

function asObject(value: unknown): Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
