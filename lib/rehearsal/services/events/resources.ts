import { z } from 'zod';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { type Account, arn } from '../../world/account';
import type { Notes } from '../../world/notes';
import { resourceType, textMap } from '../resource-type';
import type { EventBus } from './event-bus';

const ruleProperties = z.looseObject({
  Name: z.string().optional(),
  EventBusName: z.string().optional(),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z
    .array(
      z.looseObject({
        Arn: z.string(),
        Input: z.string().optional(),
        InputPath: z.string().optional(),
        InputTransformer: z.looseObject({ InputPathsMap: textMap.default({}), InputTemplate: z.string() }).optional(),
      }),
    )
    .default([]),
});

/** AWS::Events::Rule on the default bus. Rules on a schedule are named in the report: time moves too fast for cron. */
export function eventResources(
  bus: EventBus,
  account: Account,
  notes: Notes,
): Readonly<Record<string, ResourceHandler>> {
  return {
    'AWS::Events::Rule': resourceType(ruleProperties, {
      replacedBy: ['Name', 'EventBusName'],
      put(properties, request, physicalId) {
        const name = physicalId ?? properties.Name ?? request.physicalName(64);
        if (properties.ScheduleExpression !== undefined) {
          notes.find(
            `${request.logicalId} runs on a schedule (${properties.ScheduleExpression}), which a rehearsal leaves out.`,
          );
        }
        bus.putRule({
          name,
          pattern: properties.EventPattern,
          enabled: properties.State !== 'DISABLED' && properties.EventPattern !== undefined,
          targets: properties.Targets.map((target) => ({
            arn: target.Arn,
            ...(target.Input === undefined ? {} : { input: target.Input }),
            ...(target.InputPath === undefined ? {} : { inputPath: target.InputPath }),
            ...(target.InputTransformer === undefined
              ? {}
              : {
                  inputTransformer: {
                    paths: target.InputTransformer.InputPathsMap,
                    template: target.InputTransformer.InputTemplate,
                  },
                }),
          })),
        });
        return { physicalId: name, attributes: { Arn: arn(account, 'events', `rule/${name}`) } };
      },
      remove: ({ physicalId }) => bus.removeRule(physicalId),
    }),
  };
}
