import { z } from 'zod';
import { predefinedConfigs } from './routing';
import type { MinimumHealthyHosts, ZonalConfig } from './server';

const number = z.coerce.number();
const hosts = z.looseObject({ Type: z.enum(['HOST_COUNT', 'FLEET_PERCENT']), Value: number });

const configProperties = z.looseObject({
  MinimumHealthyHosts: hosts,
  ZonalConfig: z
    .looseObject({
      FirstZoneMonitorDurationInSeconds: number.optional(),
      MonitorDurationInSeconds: number.optional(),
      MinimumHealthyHostsPerZone: hosts.optional(),
    })
    .optional(),
});

export interface ServerConfig {
  readonly minimumHealthyHosts: MinimumHealthyHosts;
  readonly zonal?: ZonalConfig;
}

/** A predefined configuration for servers, such as `CodeDeployDefault.OneAtATime`. */
export function predefinedServerConfig(name: string): ServerConfig | undefined {
  const found = predefinedConfigs.find((config) => config.name === name)?.minimumHealthyHosts;
  return found === undefined ? undefined : { minimumHealthyHosts: found };
}

/** An AWS::CodeDeploy::DeploymentConfig for servers, by its resolved properties. @throws ZodError for another shape */
export function serverConfigOf(properties: Readonly<Record<string, unknown>>): ServerConfig {
  const { MinimumHealthyHosts: minimum, ZonalConfig: zonal } = configProperties.parse(properties);
  const seconds = (value: number | undefined) => (value === undefined ? undefined : value * 1000);
  const first = seconds(zonal?.FirstZoneMonitorDurationInSeconds);
  const each = seconds(zonal?.MonitorDurationInSeconds);
  const perZone = zonal?.MinimumHealthyHostsPerZone;
  return {
    minimumHealthyHosts: { type: minimum.Type, value: minimum.Value },
    ...(zonal && {
      zonal: {
        ...(first !== undefined && { firstZoneMonitorDuration: first }),
        ...(each !== undefined && { monitorDuration: each }),
        ...(perZone && { minimumHealthyHostsPerZone: { type: perZone.Type, value: perZone.Value } }),
      },
    }),
  };
}
