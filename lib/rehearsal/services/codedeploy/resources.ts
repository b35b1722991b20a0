import { z } from 'zod';
import type { ResourceHandler } from '../../../engine/cloudformation';
import {
  type AutoRollbackEvent,
  type ComputePlatform,
  type DeploymentGroup,
  deploymentConfigRefusal,
  deploymentGroupRefusal,
  type GroupSurroundings,
  predefinedConfig,
  predefinedConfigs,
  predefinedServerConfig,
  type ServerConfig,
  serverConfigOf,
  type TrafficRouting,
} from '../../../engine/codedeploy';
import { flag, numeric, resourceType } from '../resource-type';

const platform = z.enum(['Lambda', 'ECS', 'Server']);
const configProperties = z.looseObject({
  DeploymentConfigName: z.string().optional(),
  ComputePlatform: platform.default('Server'),
  MinimumHealthyHosts: z.unknown().optional(),
  TrafficRoutingConfig: z
    .looseObject({
      Type: z.enum(['TimeBasedCanary', 'TimeBasedLinear', 'AllAtOnce']),
      TimeBasedCanary: z.looseObject({ CanaryInterval: numeric, CanaryPercentage: numeric }).optional(),
      TimeBasedLinear: z.looseObject({ LinearInterval: numeric, LinearPercentage: numeric }).optional(),
    })
    .optional(),
});

const named = z.looseObject({ Name: z.string().optional() });
const route = z.looseObject({ ListenerArns: z.array(z.string()).default([]) }).optional();

const groupProperties = z.looseObject({
  ApplicationName: z.string(),
  ServiceRoleArn: z.string().optional(),
  TriggerConfigurations: z.array(z.looseObject({ TriggerTargetArn: z.string() })).default([]),
  ECSServices: z.array(z.looseObject({ ClusterName: z.string(), ServiceName: z.string() })).default([]),
  AutoScalingGroups: z.array(z.string()).default([]),
  LoadBalancerInfo: z
    .looseObject({
      TargetGroupPairInfoList: z
        .array(
          z.looseObject({
            TargetGroups: z.array(named).default([]),
            ProdTrafficRoute: route,
            TestTrafficRoute: route,
          }),
        )
        .default([]),
    })
    .optional(),
  BlueGreenDeploymentConfiguration: z
    .looseObject({
      TerminateBlueInstancesOnDeploymentSuccess: z
        .looseObject({ TerminationWaitTimeInMinutes: numeric.default(0) })
        .optional(),
      DeploymentReadyOption: z
        .looseObject({ ActionOnTimeout: z.string().optional(), WaitTimeInMinutes: numeric.default(0) })
        .optional(),
    })
    .optional(),
  DeploymentStyle: z.looseObject({ DeploymentType: z.string().optional() }).optional(),
  /** The revision that CloudFormation deploys to servers when it changes. */
  Deployment: z.looseObject({ Revision: z.unknown() }).optional(),
  DeploymentGroupName: z.string().optional(),
  DeploymentConfigName: z.string().optional(),
  AlarmConfiguration: z
    .looseObject({
      Alarms: z.array(z.looseObject({ Name: z.string() })).default([]),
      Enabled: flag.optional(),
      IgnorePollAlarmFailure: flag.default(false),
    })
    .optional(),
  AutoRollbackConfiguration: z
    .looseObject({
      Enabled: flag.default(false),
      Events: z
        .array(z.enum(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST']))
        .default([]),
    })
    .optional(),
});

const applicationProperties = z.looseObject({
  ApplicationName: z.string().optional(),
  ComputePlatform: platform.default('Server'),
});

/** What a deployment group says of services and servers, as its template writes it. */
export type GroupSettings = z.output<typeof groupProperties>;

/** Applications, deployment configurations and deployment groups: what a shift reads. */
export class DeploymentGroups {
  readonly #configs = new Map<string, TrafficRouting>();
  readonly #serverConfigs = new Map<string, ServerConfig>();
  readonly #settings = new Map<string, GroupSettings>();
  readonly #groups = new Map<string, DeploymentGroup>();
  /** Of applications and of custom configurations, by name. */
  readonly #platforms = {
    applications: new Map<string, ComputePlatform>(),
    configs: new Map<string, ComputePlatform>(),
  };

  constructor(private readonly region: string) {}

  /** @throws where there is no such group */
  get(application: string, name: string): DeploymentGroup {
    const group = this.#groups.get(`${application}/${name}`);
    if (group === undefined) throw new Error(`No Deployment Group found for name: ${name}`);
    return group;
  }

  all(): Iterable<DeploymentGroup> {
    return this.#groups.values();
  }

  /** @throws where there is no such group */
  settingsOf({ application, name }: DeploymentGroup): GroupSettings {
    const settings = this.#settings.get(`${application}/${name}`);
    if (settings === undefined) throw new Error(`No Deployment Group found for name: ${name}`);
    return settings;
  }

  /** How a group of servers is deployed. */
  serverConfig({ configName = 'CodeDeployDefault.OneAtATime' }: DeploymentGroup): ServerConfig {
    const config = this.#serverConfigs.get(configName) ?? predefinedServerConfig(configName);
    if (config === undefined) throw new Error(`No Deployment Configuration found for name: ${configName}`);
    return config;
  }

  /** @param deploy what CloudFormation does with a group whose `Deployment` has changed */
  resources(deploy?: ResourceHandler['deploy']): Readonly<Record<string, ResourceHandler>> {
    return {
      'AWS::CodeDeploy::Application': resourceType(applicationProperties, {
        replacedBy: ['ApplicationName'],
        put: (properties, request, physicalId) => {
          const name = physicalId ?? properties.ApplicationName ?? request.physicalName(100);
          this.#platforms.applications.set(name, properties.ComputePlatform);
          return { physicalId: name };
        },
      }),
      'AWS::CodeDeploy::DeploymentConfig': resourceType(configProperties, {
        replacedBy: ['DeploymentConfigName', 'TrafficRoutingConfig', 'ComputePlatform', 'MinimumHealthyHosts'],
        put: (properties, request, physicalId) => {
          refuse(deploymentConfigRefusal(properties));
          const name = physicalId ?? properties.DeploymentConfigName ?? request.physicalName(100);
          this.#platforms.configs.set(name, properties.ComputePlatform);
          if (properties.MinimumHealthyHosts === undefined) this.#configs.set(name, routingOf(properties));
          else this.#serverConfigs.set(name, serverConfigOf(properties));
          return { physicalId: name };
        },
        remove: ({ physicalId }) => this.#configs.delete(physicalId),
      }),
      'AWS::CodeDeploy::DeploymentGroup': resourceType(groupProperties, {
        replacedBy: ['ApplicationName', 'DeploymentGroupName'],
        put: (properties, request, physicalId) => {
          refuse(deploymentGroupRefusal(properties, this.#surroundingsOf(properties)));
          const name = physicalId ?? properties.DeploymentGroupName ?? request.physicalName(100);
          this.#settings.set(`${properties.ApplicationName}/${name}`, properties);
          this.#groups.set(`${properties.ApplicationName}/${name}`, this.#groupOf(name, properties));
          return { physicalId: name };
        },
        ...(deploy === undefined ? {} : { deploy }),
        remove: ({ physicalId }, { ApplicationName }) => this.#groups.delete(`${ApplicationName}/${physicalId}`),
      }),
    };
  }

  /** An application that the assembly does not create is taken to have the platform of the configuration. */
  #surroundingsOf({ ApplicationName, DeploymentConfigName = '' }: GroupSettings): GroupSurroundings {
    const { applications, configs } = this.#platforms;
    const configPlatform = (name: string) =>
      configs.get(name) ?? predefinedConfigs.find((config) => config.name === name)?.platform;
    const found = applications.get(ApplicationName) ?? configPlatform(DeploymentConfigName);
    return { region: this.region, configPlatform, ...(found === undefined ? {} : { platform: found }) };
  }

  #groupOf(name: string, properties: z.output<typeof groupProperties>): DeploymentGroup {
    const configName = properties.DeploymentConfigName ?? 'CodeDeployDefault.OneAtATime';
    const isOfServers = this.#serverConfigs.has(configName) || predefinedServerConfig(configName) !== undefined;
    // Servers are taken in turn; their traffic has no weights.
    const routing: TrafficRouting | undefined = isOfServers
      ? { type: 'AllAtOnce' }
      : (this.#configs.get(configName) ?? predefinedConfig(configName));
    if (routing === undefined) throw new Error(`No Deployment Configuration found for name: ${configName}`);
    const { AlarmConfiguration: alarms, AutoRollbackConfiguration: rollback } = properties;
    const events: readonly AutoRollbackEvent[] = rollback?.Enabled === true ? rollback.Events : [];
    return {
      application: properties.ApplicationName,
      name,
      routing,
      configName,
      alarms: alarms?.Alarms.map((alarm) => alarm.Name) ?? [],
      alarmsEnabled: alarms?.Enabled ?? (alarms?.Alarms.length ?? 0) > 0,
      ignorePollAlarmFailure: alarms?.IgnorePollAlarmFailure ?? false,
      autoRollback: events,
    };
  }
}

/** What CodeDeploy refuses fails the resource. */
function refuse(refusal: string | undefined): void {
  if (refusal !== undefined) throw new Error(refusal);
}

function routingOf({ TrafficRoutingConfig: config }: z.output<typeof configProperties>): TrafficRouting {
  if (config?.TimeBasedCanary !== undefined) {
    const { CanaryPercentage: percentage, CanaryInterval: intervalMinutes } = config.TimeBasedCanary;
    return { type: 'TimeBasedCanary', percentage, intervalMinutes };
  }
  if (config?.TimeBasedLinear !== undefined) {
    const { LinearPercentage: percentage, LinearInterval: intervalMinutes } = config.TimeBasedLinear;
    return { type: 'TimeBasedLinear', percentage, intervalMinutes };
  }
  return { type: 'AllAtOnce' };
}
