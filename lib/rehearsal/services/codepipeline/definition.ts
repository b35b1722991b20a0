import { z } from 'zod';

const rule = z.looseObject({
  Name: z.string(),
  RuleTypeId: z.looseObject({ Provider: z.string() }),
  Configuration: z.record(z.string(), z.coerce.string()).default({}),
});

const condition = z.looseObject({ Result: z.string().optional(), Rules: z.array(rule).default([]) });

const action = z.looseObject({
  Name: z.string(),
  ActionTypeId: z.looseObject({ Category: z.string(), Provider: z.string() }),
  Configuration: z.record(z.string(), z.unknown()).default({}),
  RunOrder: z.coerce.number().default(1),
});

const stage = z.looseObject({
  Name: z.string(),
  Actions: z.array(action).default([]),
  BeforeEntry: z.looseObject({ Conditions: z.array(condition).default([]) }).optional(),
  OnSuccess: z.looseObject({ Conditions: z.array(condition).default([]) }).optional(),
  OnFailure: z
    .looseObject({
      Result: z.string().optional(),
      RetryConfiguration: z
        .looseObject({ RetryMode: z.enum(['FAILED_ACTIONS', 'ALL_ACTIONS']).default('FAILED_ACTIONS') })
        .optional(),
      Conditions: z.array(condition).default([]),
    })
    .optional(),
});

/** The resolved properties of an AWS::CodePipeline::Pipeline, as far as a rehearsal plays them. */
export const pipelineProperties = z.looseObject({ Name: z.string().optional(), Stages: z.array(stage) });

export type PipelineStage = z.output<typeof stage>;
export type PipelineAction = z.output<typeof action>;
export type PipelineRule = z.output<typeof rule>;

/** What a rehearsal makes of an action. */
export type ActionKind = 'invoke' | 'prepare' | 'deploy' | 'approval' | 'other';

export function kindOf({ ActionTypeId: { Category, Provider }, Configuration }: PipelineAction): ActionKind {
  if (Category === 'Invoke' && Provider === 'Lambda') return 'invoke';
  if (Category === 'Approval') return 'approval';
  if (Category !== 'Deploy' || Provider !== 'CloudFormation') return 'other';
  return Configuration.ActionMode === 'CHANGE_SET_REPLACE' ? 'prepare' : 'deploy';
}
