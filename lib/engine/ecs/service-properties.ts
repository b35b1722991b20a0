import { z } from 'zod';
import { type EcsDeploymentConfiguration, type HookStage, lifecycleStages } from './service-deployment';

/** CloudFormation takes numbers and booleans as their text too. */
const number = z.coerce.number();
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const MINUTE = 60_000;

const hookStage = z.enum(
  lifecycleStages.filter(
    (stage): stage is HookStage => stage !== 'SCALE_UP' && stage !== 'BAKE_TIME' && stage !== 'CLEAN_UP',
  ),
);

const serviceProperties = z.looseObject({
  DesiredCount: number.default(1),
  DeploymentController: z.looseObject({ Type: z.string().default('ECS') }).optional(),
  DeploymentConfiguration: z
    .looseObject({
      Strategy: z.enum(['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY']).default('ROLLING'),
      BakeTimeInMinutes: number.optional(),
      LinearConfiguration: z
        .looseObject({ StepPercent: number.default(10), StepBakeTimeInMinutes: number.default(6) })
        .optional(),
      CanaryConfiguration: z
        .looseObject({ CanaryPercent: number.default(5), CanaryBakeTimeInMinutes: number.default(10) })
        .optional(),
      LifecycleHooks: z
        .array(
          z
            .looseObject({
              TargetType: z.enum(['AWS_LAMBDA', 'PAUSE']).optional(),
              HookTargetArn: z.string().optional(),
              RoleArn: z.string().optional(),
              LifecycleStages: z.array(hookStage),
              HookDetails: z.unknown().optional(),
              TimeoutConfiguration: z
                .looseObject({
                  TimeoutInMinutes: number.optional(),
                  Action: z.enum(['ROLLBACK', 'CONTINUE']).default('ROLLBACK'),
                })
                .optional(),
            })
            .refine((hook) => hook.TargetType === 'PAUSE' || hook.HookTargetArn !== undefined, {
              path: ['HookTargetArn'],
              message: 'a hook that calls a function names it',
            }),
        )
        .optional(),
      Alarms: z.looseObject({ AlarmNames: z.array(z.string()), Enable: flag, Rollback: flag }).optional(),
      DeploymentCircuitBreaker: z.looseObject({ Enable: flag, Rollback: flag }).optional(),
      MinimumHealthyPercent: number.optional(),
      MaximumPercent: number.optional(),
    })
    .prefault({}),
});

/** Properties that ECS would not take: where, and what is allowed there. */
export class ServicePropertiesError extends Error {
  override readonly name = 'ServicePropertiesError';

  constructor(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
    const [issue] = issues;
    super(`#/${issue?.path.map(String).join('/')}: ${issue?.message}`);
  }
}

/**
 * How an AWS::ECS::Service with these resolved properties is deployed; `undefined` where another controller deploys it
 * (CODE_DEPLOY, EXTERNAL). @throws ServicePropertiesError for properties of another shape
 */
export function ecsConfigurationOf(
  properties: Readonly<Record<string, unknown>>,
  tasks: EcsDeploymentConfiguration['tasks'],
): EcsDeploymentConfiguration | undefined {
  const parsed = serviceProperties.safeParse(properties);
  if (!parsed.success) throw new ServicePropertiesError(parsed.error.issues);
  const { DesiredCount, DeploymentController, DeploymentConfiguration: given } = parsed.data;
  if (DeploymentController !== undefined && DeploymentController.Type !== 'ECS') return undefined;
  const { Strategy, LinearConfiguration: linear, CanaryConfiguration: canary, Alarms: alarms } = given;
  const { DeploymentCircuitBreaker: breaker, MinimumHealthyPercent, MaximumPercent, LifecycleHooks } = given;
  return {
    strategy: Strategy,
    desiredCount: DesiredCount,
    tasks,
    ...(given.BakeTimeInMinutes !== undefined && { bakeTime: given.BakeTimeInMinutes * MINUTE }),
    ...(linear && {
      linear: { stepPercent: linear.StepPercent, stepBakeTime: linear.StepBakeTimeInMinutes * MINUTE },
    }),
    ...(canary && {
      canary: { canaryPercent: canary.CanaryPercent, canaryBakeTime: canary.CanaryBakeTimeInMinutes * MINUTE },
    }),
    ...(LifecycleHooks && {
      hooks: LifecycleHooks.map((hook, index) => ({
        id: `hook-${index + 1}`,
        ...(hook.TargetType !== undefined && { targetType: hook.TargetType }),
        ...(hook.HookTargetArn !== undefined && { hookTargetArn: hook.HookTargetArn }),
        ...(hook.RoleArn !== undefined && { roleArn: hook.RoleArn }),
        lifecycleStages: hook.LifecycleStages,
        ...(hook.HookDetails !== undefined && { hookDetails: detailsOf(hook.HookDetails) }),
        ...(hook.TimeoutConfiguration?.TimeoutInMinutes !== undefined && {
          timeout: {
            after: hook.TimeoutConfiguration.TimeoutInMinutes * MINUTE,
            action: hook.TimeoutConfiguration.Action,
          },
        }),
      })),
    }),
    ...(alarms && { alarms: { names: alarms.AlarmNames, enable: alarms.Enable, rollback: alarms.Rollback } }),
    ...(breaker && { circuitBreaker: { enable: breaker.Enable, rollback: breaker.Rollback } }),
    ...(MinimumHealthyPercent !== undefined && { minimumHealthyPercent: MinimumHealthyPercent }),
    ...(MaximumPercent !== undefined && { maximumPercent: MaximumPercent }),
  };
}

/** CloudFormation takes them as a JSON object in a string; the function gets the object. */
function detailsOf(details: unknown): unknown {
  if (typeof details !== 'string') return details;
  try {
    return JSON.parse(details);
  } catch {
    return details;
  }
}
