import { z } from 'zod';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { type Account, arn, stableId } from '../../world/account';
import { numeric, resourceType } from '../resource-type';
import { baselineRevision, type Fleet, type Fleets } from './fleet';

const groupProperties = z.looseObject({
  AutoScalingGroupName: z.string().optional(),
  MinSize: numeric,
  MaxSize: numeric,
  DesiredCapacity: numeric.optional(),
  AvailabilityZones: z.array(z.string()).default([]),
  VPCZoneIdentifier: z.array(z.string()).default([]),
  TargetGroupARNs: z.array(z.string()).default([]),
});

/** AWS::AutoScaling::AutoScalingGroup: as many servers as it wants, spread over its zones in turn. */
export function serverResources(
  fleets: Fleets,
  account: Account,
  created: (fleet: Fleet) => void,
): Readonly<Record<string, ResourceHandler>> {
  return {
    'AWS::AutoScaling::AutoScalingGroup': resourceType(groupProperties, {
      replacedBy: ['AutoScalingGroupName'],
      put(properties, request, physicalId) {
        const name = physicalId ?? properties.AutoScalingGroupName ?? request.physicalName(255);
        const known = fleets.get(name);
        const count = properties.DesiredCapacity ?? properties.MinSize;
        const zones = zonesOf(properties, account);
        const fleet: Fleet = {
          name,
          logicalId: request.logicalId,
          instances:
            known?.instances.length === count
              ? known.instances
              : Array.from({ length: count }, (_, index) => ({
                  id: `i-0${stableId(16, name, index)}`,
                  zone: zones[index % zones.length] ?? `${account.region}a`,
                  revision: baselineRevision,
                  inService: true,
                })),
        };
        fleets.put(fleet, properties.TargetGroupARNs);
        if (known === undefined) created(fleet);
        return {
          physicalId: name,
          attributes: { AutoScalingGroupARN: arn(account, 'autoscaling', `autoScalingGroup:${name}`) },
        };
      },
      remove: ({ physicalId }) => fleets.remove(physicalId),
    }),
  };
}

/** One zone for each subnet, where the group names no zones itself. */
function zonesOf({ AvailabilityZones, VPCZoneIdentifier }: z.output<typeof groupProperties>, { region }: Account) {
  if (AvailabilityZones.length > 0) return AvailabilityZones;
  return VPCZoneIdentifier.map((_, index) => `${region}${'abcdef'[index % 6]}`);
}
