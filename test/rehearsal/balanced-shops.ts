import { EcsDeployment } from '@cdklabs/cdk-ecs-codedeploy';
import { App, Duration, Fn, Stack, Validations } from 'aws-cdk-lib';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { InstanceType, MachineImage, Vpc } from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { type Signal, SyntheticSuccess, TargetGroupErrors, TargetGroupLatency } from '../../lib/alarms';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { GuardedEcsDeploymentGroup, GuardedServerDeploymentGroup } from '../../lib/deployment';

const signals = (): Signal[] => [TargetGroupErrors.above(1), TargetGroupLatency.above(Duration.millis(800))];

/** A service of ECS that CodeDeploy deploys blue/green, started by @cdklabs/cdk-ecs-codedeploy in the same stack. */
export function blueGreenApp(): App {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('shop'), portMappings: [{ containerPort: 80 }] });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition: task,
    deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
  });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Lb', { vpc, internetFacing: true });
  const group = (id: string) =>
    new elbv2.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elbv2.TargetType.IP });
  const [blue, green] = [group('Blue'), group('Green')];
  const listen = (id: string, port: number, first: elbv2.ApplicationTargetGroup) =>
    loadBalancer.addListener(id, { port, protocol: elbv2.ApplicationProtocol.HTTP, defaultTargetGroups: [first] });
  const listener = listen('Production', 80, blue);
  const testListener = listen('Test', 8080, green);
  service.node.addDependency(listener, testListener);
  const deploymentGroup = new codedeploy.EcsDeploymentGroup(stack, 'Deployments', {
    service,
    deploymentConfig: codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    blueGreenDeploymentConfig: {
      blueTargetGroup: blue,
      greenTargetGroup: green,
      listener,
      testListener,
      terminationWaitTime: Duration.minutes(5),
    },
  });
  const guard = new GuardedEcsDeploymentGroup(stack, 'Guard', {
    deploymentGroup,
    release: Fn.select(6, Fn.split(':', task.taskDefinitionArn)),
    signals: [...signals(), SyntheticSuccess.below(90)],
    loadBalancer,
    targetGroups: { blue, green },
    bake: Duration.minutes(5),
    expectedRequestsPerMinute: 1200,
    canaries: [{ script: 'canaries/checkout-api.ts' }],
    testUrl: `http://${loadBalancer.loadBalancerDnsName}:8080`,
  });
  new EcsDeployment({
    deploymentGroup,
    targetService: { taskDefinition: task, containerName: 'web', containerPort: 80 },
    hooks: guard.appSpecHooks,
  });
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W2531',
    reason: 'The functions of @cdklabs/cdk-ecs-codedeploy are of a Node.js that it chooses itself.',
  });
  return app;
}

/** Servers behind a load balancer: half of a zone at a time, the first zone watched before the second. */
export function serversApp(context: Record<string, string> = {}): App {
  const app = new App({ context });
  const stack = new Stack(app, 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const servers = new AutoScalingGroup(stack, 'Servers', {
    vpc,
    instanceType: new InstanceType('t3.micro'),
    machineImage: MachineImage.latestAmazonLinux2023(),
    requireImdsv2: true,
    minCapacity: 8,
    maxCapacity: 8,
  });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Lb', { vpc, internetFacing: true });
  const targetGroup = loadBalancer
    .addListener('Production', { port: 80 })
    .addTargets('Servers', { port: 80, targets: [servers] });
  const deploymentGroup = new codedeploy.ServerDeploymentGroup(stack, 'Deployments', {
    autoScalingGroups: [servers],
    deploymentConfig: new codedeploy.ServerDeploymentConfig(stack, 'Subset', {
      minimumHealthyHosts: codedeploy.MinimumHealthyHosts.percentage(75),
      zonalConfig: { monitorDuration: Duration.minutes(5), firstZoneMonitorDuration: Duration.minutes(10) },
    }),
    loadBalancers: [codedeploy.LoadBalancer.application(targetGroup)],
  });
  new GuardedServerDeploymentGroup(stack, 'Guard', {
    deploymentGroup,
    release: '7',
    signals: [...signals(), SyntheticSuccess.below(90)],
    loadBalancer,
    targetGroup,
    expectedRequestsPerMinute: 1200,
    canaries: [{ script: 'canaries/checkout-api.ts' }],
    baseUrl: `http://${loadBalancer.loadBalancerDnsName}`,
  });
  return app;
}

export function blueGreenShop(): Assembly {
  return loadAssembly(blueGreenApp().synth().directory);
}

export function shopOnServers(context: Record<string, string> = {}): Assembly {
  return loadAssembly(serversApp(context).synth().directory);
}
