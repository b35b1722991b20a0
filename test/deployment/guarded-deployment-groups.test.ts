import { EcsDeployment } from '@cdklabs/cdk-ecs-codedeploy';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { InstanceType, MachineImage, Vpc } from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { SyntheticSuccess, TargetGroupErrors } from '../../lib/alarms';
import { GuardedEcsDeploymentGroup, GuardedServerDeploymentGroup } from '../../lib/deployment';
import { deploymentOrder, parseTemplate } from '../../lib/engine/cloudformation';

const everyWayBack = {
  Enabled: true,
  Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
};

describe('ECS blue/green by CodeDeploy', () => {
  const stack = new Stack(new App(), 'Shop');
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
  const listener = loadBalancer.addListener('Production', { port: 80, defaultTargetGroups: [blue] });
  const testListener = loadBalancer.addListener('Test', {
    port: 8080,
    protocol: elbv2.ApplicationProtocol.HTTP,
    defaultTargetGroups: [green],
  });
  service.attachToApplicationTargetGroup(blue);
  const deploymentGroup = new codedeploy.EcsDeploymentGroup(stack, 'Deployments', {
    service,
    deploymentConfig: codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_15MINUTES,
    blueGreenDeploymentConfig: { blueTargetGroup: blue, greenTargetGroup: green, listener, testListener },
  });
  const guard = new GuardedEcsDeploymentGroup(stack, 'Guard', {
    deploymentGroup,
    release: '7',
    signals: [TargetGroupErrors.above(1), SyntheticSuccess.below(90)],
    loadBalancer,
    targetGroups: { blue, green },
    expectedRequestsPerMinute: 1200,
    canaries: [{ script: 'canaries/checkout-api.ts' }],
    testUrl: `http://${loadBalancer.loadBalancerDnsName}:8080`,
  });
  guard.runAgainst({ baseUrl: `http://${loadBalancer.loadBalancerDnsName}` });
  new EcsDeployment({
    deploymentGroup,
    targetService: { taskDefinition: task, containerName: 'web', containerPort: 80 },
    hooks: guard.appSpecHooks,
  });
  const template = Template.fromStack(stack);

  test('the group that the team has gets the alarms and every way back', () => {
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      AlarmConfiguration: {
        Enabled: true,
        Alarms: ['GuardAlarm', 'GuardErrors', 'GuardCheckoutApiSuccess'].map((Ref) => ({
          Name: { Ref },
        })),
      },
      AutoRollbackConfiguration: everyWayBack,
    });
  });

  test("its alarm reads the candidate's target group alone, by what the production listener says", () => {
    template.hasResourceProperties('Custom::AviaryCandidateTargetGroup', {
      Route: { Ref: Match.stringLikeRegexp('^LbProduction') },
      Release: '7',
    });
    const { Metrics } = Object.values(template.findResources('AWS::CloudWatch::Alarm'))[0]?.Properties ?? {};
    expect(JSON.stringify(Metrics)).toContain('"Candidate"');
    expect(JSON.stringify(Metrics)).not.toContain('TargetGroupFullName');
  });

  test('CodeDeploy may invoke the hooks that the AppSpec names', () => {
    const functions = Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(([id, { Properties }]) =>
      /^GuardHooks/.test(id) ? [String(Properties.FunctionName)] : [],
    );
    expect(functions).toHaveLength(2);
    for (const name of functions) {
      // CodeDeploy's managed policies allow hooks of such a name; the guard does not rest on them.
      expect(name).toMatch(/^CodeDeployHook_[A-Za-z0-9-_]{1,49}$/);
      template.hasResourceProperties('AWS::IAM::Policy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Action: 'lambda:InvokeFunction',
              Resource: Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([`:function:${name}`])] }),
            }),
          ]),
        },
        Roles: [{ Ref: Match.stringLikeRegexp('^Deployments') }],
      });
    }
  });

  test('CloudFormation finds an order', () => {
    const parsed = parseTemplate(template.toJSON());
    expect(deploymentOrder(parsed)).toHaveLength(Object.keys(parsed.Resources).length);
  });
});

describe('servers', () => {
  const stack = new Stack(new App(), 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const servers = new AutoScalingGroup(stack, 'Servers', {
    vpc,
    instanceType: new InstanceType('t3.micro'),
    machineImage: MachineImage.latestAmazonLinux2023(),
    requireImdsv2: true,
  });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Lb', { vpc, internetFacing: true });
  const targetGroup = loadBalancer
    .addListener('Production', { port: 80 })
    .addTargets('Servers', { port: 80, targets: [servers] });
  const deploymentGroup = new codedeploy.ServerDeploymentGroup(stack, 'Deployments', {
    autoScalingGroups: [servers],
    // A quarter of the servers first, one zone after the other.
    deploymentConfig: new codedeploy.ServerDeploymentConfig(stack, 'Subset', {
      minimumHealthyHosts: codedeploy.MinimumHealthyHosts.percentage(75),
      zonalConfig: { monitorDuration: Duration.minutes(10), firstZoneMonitorDuration: Duration.minutes(20) },
    }),
    loadBalancers: [codedeploy.LoadBalancer.application(targetGroup)],
  });
  new GuardedServerDeploymentGroup(stack, 'Guard', {
    deploymentGroup,
    release: '7',
    signals: [TargetGroupErrors.above(1)],
    loadBalancer,
    targetGroup,
    expectedRequestsPerMinute: 1200,
  });
  const template = Template.fromStack(stack);

  test('a bad subset rolls back', () => {
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      AlarmConfiguration: { Alarms: [{ Name: { Ref: 'GuardAlarm' } }, { Name: { Ref: 'GuardErrors' } }] },
      AutoRollbackConfiguration: everyWayBack,
    });
  });

  test('that both versions answer there is said: it stops a fix, too', () => {
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('watches production as a whole with Errors'));
  });
});
