import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AlarmBehavior,
  Cluster,
  ContainerImage,
  DeploymentLifecycleLambdaTarget,
  DeploymentLifecycleStage,
  DeploymentStrategy,
  FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ecsConfigurationError, ecsConfigurationOf } from '../../../lib/engine/ecs';

const MINUTE = 60_000;
const tasks = { healthyAfter: MINUTE };

test('a service as CDK renders it', () => {
  const stack = new Stack(new App(), 'Shop');
  const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
  taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('nginx') });
  const check = new LambdaFunction(stack, 'Check', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ hookStatus: "SUCCEEDED" });'),
  });
  new FargateService(stack, 'Service', {
    cluster: new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc') }),
    taskDefinition,
    desiredCount: 4,
    minHealthyPercent: 100,
    deploymentStrategy: DeploymentStrategy.CANARY,
    canaryConfiguration: { stepPercent: 10, stepBakeTime: Duration.minutes(5) },
    bakeTime: Duration.minutes(15),
    circuitBreaker: { rollback: true },
    deploymentAlarms: { alarmNames: ['shop-errors'], behavior: AlarmBehavior.ROLLBACK_ON_ALARM },
    lifecycleHooks: [
      new DeploymentLifecycleLambdaTarget(check, 'hook', {
        lifecycleStages: [DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT],
      }),
    ],
  });
  const [service] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
  const properties = structuredClone(service?.Properties) as Record<string, Record<string, unknown>>;
  // What CloudFormation resolves.
  const hooks = properties.DeploymentConfiguration?.LifecycleHooks as Record<string, unknown>[];
  for (const hook of hooks) Object.assign(hook, { HookTargetArn: 'arn:check', RoleArn: 'arn:role' });
  const configuration = ecsConfigurationOf(properties, tasks);
  expect(configuration).toEqual({
    strategy: 'CANARY',
    desiredCount: 4,
    tasks,
    bakeTime: 15 * MINUTE,
    canary: { canaryPercent: 10, canaryBakeTime: 5 * MINUTE },
    hooks: [
      {
        id: 'hook-1',
        hookTargetArn: 'arn:check',
        roleArn: 'arn:role',
        lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
      },
    ],
    alarms: { names: ['shop-errors'], enable: true, rollback: true },
    circuitBreaker: { enable: true, rollback: true },
    minimumHealthyPercent: 100,
    maximumPercent: 200,
  });
  if (configuration !== undefined) expect(ecsConfigurationError(configuration)).toBeUndefined();
});

test('a service of another controller is not deployed by ECS', () => {
  expect(ecsConfigurationOf({ DeploymentController: { Type: 'CODE_DEPLOY' } }, tasks)).toBeUndefined();
  expect(ecsConfigurationOf({ DesiredCount: '2' }, tasks)).toEqual({ strategy: 'ROLLING', desiredCount: 2, tasks });
});
