import { z } from 'zod';
import type { ResourceHandler } from '../../../engine/cloudformation';
import {
  type AutoRollbackEvent,
  type DeploymentGroup,
  predefinedConfig,
  type TrafficRouting,
} from '../../../engine/codedeploy';
import { flag, numeric, resourceType } from '../resource-type';

const configProperties = z.looseObject({
  DeploymentConfigName: z.string().optional(),
  ComputePlatform: z.string().default('Server'),
  TrafficRoutingConfig: z
    .looseObject({
      Type: z.enum(['TimeBasedCanary', 'TimeBasedLinear', 'AllAtOnce']),
      TimeBasedCanary: z.looseObject({ CanaryInterval: numeric, CanaryPercentage: numeric }).optional(),
      TimeBasedLinear: z.looseObject({ LinearInterval: numeric, LinearPercentage: numeric }).optional(),
    })
    .optional(),
});

const groupProperties = z.looseObject({
  ApplicationName: z.string(),
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

const applicationProperties = z.looseObject({ ApplicationName: z.string().optional() });

/** Applications, deployment configurations and deployment groups: what a shift reads. */
export class DeploymentGroups {
  readonly #configs = new Map<string, TrafficRouting>();
  readonly #groups = new Map<string, DeploymentGroup>();

  /** @throws where there is no such group */
  get(application: string, name: string): DeploymentGroup {
    const group = this.#groups.get(`${application}/${name}`);
    if (group === undefined) throw new Error(`No Deployment Group found for name: ${name}`);
    return group;
  }

  all(): Iterable<DeploymentGroup> {
    return this.#groups.values();
  }

  resources(): Readonly<Record<string, ResourceHandler>> {
    return {
      'AWS::CodeDeploy::Application': resourceType(applicationProperties, {
        replacedBy: ['ApplicationName'],
        put: (properties, request, physicalId) => ({
          physicalId: physicalId ?? properties.ApplicationName ?? request.physicalName(100),
        }),
      }),
      'AWS::CodeDeploy::DeploymentConfig': resourceType(configProperties, {
        replacedBy: ['DeploymentConfigName', 'TrafficRoutingConfig', 'ComputePlatform'],
        put: (properties, request, physicalId) => {
          const name = physicalId ?? properties.DeploymentConfigName ?? request.physicalName(100);
          this.#configs.set(name, routingOf(properties));
          return { physicalId: name };
        },
        remove: ({ physicalId }) => this.#configs.delete(physicalId),
      }),
      'AWS::CodeDeploy::DeploymentGroup': resourceType(groupProperties, {
        replacedBy: ['ApplicationName', 'DeploymentGroupName'],
        put: (properties, request, physicalId) => {
          const name = physicalId ?? properties.DeploymentGroupName ?? request.physicalName(100);
          this.#groups.set(`${properties.ApplicationName}/${name}`, this.#groupOf(name, properties));
          return { physicalId: name };
        },
        remove: ({ physicalId }, { ApplicationName }) => this.#groups.delete(`${ApplicationName}/${physicalId}`),
      }),
    };
  }

  #groupOf(name: string, properties: z.output<typeof groupProperties>): DeploymentGroup {
    const configName = properties.DeploymentConfigName ?? 'CodeDeployDefault.LambdaAllAtOnce';
    const routing = this.#configs.get(configName) ?? predefinedConfig(configName);
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
