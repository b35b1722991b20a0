import { rehearse } from '../../lib/rehearsal';
import { alarm, balancer, errors, servers, service, task } from './balanced-templates';
import { shortRelease, templateOf } from './own-templates';

/** Services and servers in templates that teams write by hand: each of these once gave a verdict that AWS would not. */

const bad = 'candidate: [{ fault: error, rate: 0.3 }]';
const resources = (...lines: string[]) => `Resources:${lines.join('')}`;
const play = (name: string, template: string, more = '') =>
  rehearse({
    assembly: templateOf(name, template),
    // Long enough for alarms that take missing data for breaching to have seen some.
    scenario: { ...shortRelease(more), warmUp: 180_000 },
  });

const linear = `Strategy: LINEAR
LinearConfiguration: { StepPercent: 25, StepBakeTimeInMinutes: 1 }
BakeTimeInMinutes: 2`;
const watched = (...names: string[]) =>
  `${linear}\nAlarms: { AlarmNames: [${names.join(', ')}], Enable: 'true', Rollback: true }`;

describe("ECS' own deployments", () => {
  const healthy = alarm(
    'Healthy',
    'HealthyHostCount',
    'Blue',
    'Statistic: Minimum\n      Threshold: 1\n      ComparisonOperator: LessThanThreshold\n      TreatMissingData: breaching',
  );

  test('an alarm on healthy hosts has data: it is not red at the start, and the others are watched', async () => {
    const template = resources(balancer(), task, errors('Green'), healthy, service(watched('GreenErrors', 'Healthy')));
    const { outcome, trigger, deployment, findings } = await play('hosts.yaml', template, bad);
    expect({ outcome, trigger: trigger.map((one) => one.alarm) }).toEqual({
      outcome: 'rolled-back',
      trigger: ['GreenErrors'],
    });
    expect(deployment).toEqual({
      id: expect.stringMatching(/^ecs-svc\//),
      status: 'ROLLBACK_SUCCESSFUL',
      message: expect.stringContaining('GreenErrors'),
    });
    expect(findings.join('\n')).not.toMatch(/not guarded|had no data/);
  }, 60_000);

  test('tasks that fail their health checks are unhealthy hosts; the circuit breaker opens, in the words of AWS', async () => {
    const unhealthy = alarm(
      'Unhealthy',
      'UnHealthyHostCount',
      'Green',
      'Statistic: Maximum\n      Threshold: 0\n      ComparisonOperator: GreaterThanThreshold',
    );
    const deployment = 'Strategy: BLUE_GREEN\nDeploymentCircuitBreaker: { Enable: true, Rollback: true }';
    const { timeline, outcome } = await play(
      'breaker.yaml',
      resources(balancer(), task, unhealthy, service(deployment)),
      'candidate: [{ fault: crash, at: start }]',
    );
    const said = timeline.map(({ event, status, detail }) => `${event} ${status} ${detail}`).join('\n');
    expect(outcome).toBe('rolled-back');
    expect(said).toMatch(/Unhealthy ALARM/);
    expect(said).toMatch(/ROLLBACK_IN_PROGRESS .*because the circuit breaker threshold was exceeded\./);
    expect(said).toMatch(
      /Service UPDATE_FAILED .*'ECS Deployment Circuit Breaker was triggered'.*GeneralServiceException/,
    );
  }, 60_000);

  describe('a PAUSE hook waits for a person', () => {
    const pause = `${linear}
LifecycleHooks:
  - { TargetType: PAUSE, LifecycleStages: [POST_TEST_TRAFFIC_SHIFT], TimeoutConfiguration: { TimeoutInMinutes: 20, Action: ROLLBACK } }`;
    const template = resources(balancer(), task, service(pause));

    test.each([
      ['who continues it', '', 'succeeded', 'none'],
      ['who rolls it back', 'conditions: [{ hook: before, does: fail }]', 'rolled-back', 'hook'],
      ['who never comes: its timeout ends it', 'conditions: [{ hook: before, does: never }]', 'rolled-back', 'hook'],
    ])(
      '%s',
      async (_, conditions, outcome, stoppedBy) => {
        const rehearsal = await play('pause.yaml', template, conditions);
        expect(rehearsal).toMatchObject({ outcome, stoppedBy });
      },
      60_000,
    );
  });

  test('a target group that no listener leads to is found out when the service is deployed', async () => {
    const alone = balancer().replace(', { TargetGroupArn: !Ref Green, Weight: 0 }', '');
    const { outcome, reason } = await play('alone.yaml', resources(alone, task, service(linear)));
    expect(outcome).toBe('failed');
    expect(reason).toMatch(/Service: .*Both targetGroup and alternateTargetGroup must be associated/);
  }, 60_000);

  test.each([
    ['StepPercent: 25', 'StepPercent: 2', /step percent 2 .* 3 to 100/],
    ['LINEAR', 'CANERY', /#\/DeploymentConfiguration\/Strategy: Invalid option: expected one of "ROLLING"/],
  ])('%s as %s is refused when the service is created, in one sentence', async (from, to, message) => {
    const template = resources(balancer(), task, service(linear.replace(from, to)));
    await expect(play('refused.yaml', template)).rejects.toMatchObject({
      diagnostics: [{ line: expect.any(Number), path: 'Resources.Service', message: expect.stringMatching(message) }],
    });
  });

  test('no alarm watches a service: that is said', async () => {
    const { outcome, findings } = await play('unwatched.yaml', resources(balancer(), task, service(linear)), bad);
    expect(outcome).toBe('succeeded');
    expect(findings.join('\n')).toMatch(/The service Service has no deployment alarm/);
  }, 60_000);
});

describe('two services of one stack', () => {
  const other = `
  OtherTask: { Type: AWS::ECS::TaskDefinition, Properties: { Family: other, ContainerDefinitions: [{ Name: a, Image: b }] } }
  OtherGroup: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, TargetType: ip } }
  OtherListener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Balancer, Port: 81, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref OtherGroup }] }
  Other:
    Type: AWS::ECS::Service
    DependsOn: OtherListener
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref OtherTask
      LoadBalancers: [{ ContainerName: a, ContainerPort: 80, TargetGroupArn: !Ref OtherGroup }]
      DeploymentConfiguration: { Alarms: { AlarmNames: [OtherGroupErrors], Enable: true, Rollback: true } }`;
  const template = resources(balancer(), task, service(linear), other, errors('OtherGroup'));

  test('both have users; what stopped first is the reason, not what CloudFormation stopped for its sake', async () => {
    const { trigger, deployment, timeline } = await play('two.yaml', template, bad);
    expect(trigger.map(({ alarm: name }) => name)).toEqual(['OtherGroupErrors']);
    expect(deployment?.message).toContain('OtherGroupErrors');
    expect(timeline.filter(({ detail = '' }) => detail.includes('stopped on request')).length).toBeGreaterThan(0);
  }, 60_000);

  test("a scenario's target is released alone, and met alone", async () => {
    const { outcome, timeline } = await play('two.yaml', template, `target: Service\n${bad}`);
    expect(outcome).toBe('succeeded');
    expect(timeline.filter(({ event, status }) => event === 'deployment' && status === 'IN_PROGRESS')).toHaveLength(1);
  }, 60_000);
});

test('a service that nobody reaches: its release goes through, and is no success, since nothing measured it', async () => {
  const worker = `${task}\n  Worker: { Type: AWS::ECS::Service, Properties: { Cluster: !Ref Cluster, TaskDefinition: !Ref Task } }`;
  const { ok, measured, outcome, findings } = await play('worker.yaml', resources(worker), bad);
  expect({ ok, measured, outcome }).toEqual({ ok: false, measured: false, outcome: 'succeeded' });
  expect(findings.join('\n')).toMatch(/No load balancer of the assembly leads users to Worker/);
  expect(await play('worker.yaml', resources(worker), 'traffic: none')).toMatchObject({ ok: true, measured: false });
}, 60_000);

describe('CodeDeploy for ECS', () => {
  const controlled = (controller: string, more: string) => `
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      Cluster: !Ref Cluster
      DeploymentController: { Type: ${controller} }
      ${more}`;

  test('what nothing in the template starts is deployed as a pipeline does', async () => {
    const group = `
  App: { Type: AWS::CodeDeploy::Application, Properties: { ComputePlatform: ECS } }
  Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref App
      ServiceRoleArn: arn:aws:iam::123456789012:role/deploy
      DeploymentConfigName: CodeDeployDefault.ECSCanary10Percent5Minutes
      ECSServices: [{ ClusterName: !Ref Cluster, ServiceName: !GetAtt Service.Name }]
      LoadBalancerInfo:
        TargetGroupPairInfoList:
          - TargetGroups: [{ Name: !GetAtt Blue.TargetGroupName }, { Name: !GetAtt Green.TargetGroupName }]
            ProdTrafficRoute: { ListenerArns: [!Ref Listener] }
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: !Ref GreenErrors }] }
      AutoRollbackConfiguration: { Enabled: true, Events: [DEPLOYMENT_STOP_ON_ALARM] }`;
    const blue =
      'TaskDefinition: web\n      LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Blue }]';
    const template = resources(balancer(), task, errors('Green'), controlled('CODE_DEPLOY', blue), group);
    expect(await play('pipeline.yaml', template)).toMatchObject({ outcome: 'succeeded', measured: true });
    const stopped = await play('pipeline.yaml', template, bad);
    expect(stopped).toMatchObject({ outcome: 'rolled-back', stoppedBy: 'alarm' });
    expect(stopped.deployment?.message).toBe(
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected ' +
        'deployments have been stopped. Activated alarms: <GreenErrors>',
    );
    const gradual = template.replace('Type: application', 'Type: network');
    await expect(play('network.yaml', gradual)).rejects.toThrow(/gradual traffic routing/);
  }, 60_000);

  test("CloudFormation's own hook: 15 % for five minutes, then all, then five minutes until blue goes", async () => {
    const taskSet = `
  BlueTasks:
    Type: AWS::ECS::TaskSet
    Properties:
      Cluster: !Ref Cluster
      Service: !Ref Service
      TaskDefinition: !Ref Task
      LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Blue }]
  Primary: { Type: AWS::ECS::PrimaryTaskSet, Properties: { Cluster: !Ref Cluster, Service: !Ref Service, TaskSetId: !GetAtt BlueTasks.Id } }
Transform: AWS::CodeDeployBlueGreen
Hooks:
  BlueGreen:
    Type: AWS::CodeDeploy::BlueGreen
    Properties:
      Applications:
        - Target: { Type: AWS::ECS::Service, LogicalID: Service }
          ECSAttributes:
            TaskDefinitions: [Task, GreenTask]
            TaskSets: [BlueTasks, GreenTasks]
            TrafficRouting:
              ProdTrafficRoute: { Type: AWS::ElasticLoadBalancingV2::Listener, LogicalID: Listener }
              TargetGroups: [Blue, Green]`;
    const { outcome, timeline, requests, findings } = await play(
      'hook.yaml',
      resources(balancer(), task, controlled('EXTERNAL', 'DesiredCount: 1'), taskSet),
    );
    expect(outcome).toBe('succeeded');
    expect(requests.candidate).toBeGreaterThan(500);
    const shifts = timeline.filter(({ weight }) => weight !== undefined).map(({ t, weight }) => [t, weight]);
    expect(shifts).toEqual([
      [0, 0.15],
      [300, 1],
    ]);
    const ended = timeline.find(({ event, status }) => event === 'deployment' && status === 'Succeeded');
    expect(ended?.t).toBeCloseTo(600, -1);
    expect(findings.join('\n')).toMatch(/reads no alarm/);
  }, 60_000);
});

describe('servers', () => {
  test('an alarm stops them while a server is being deployed: that one finishes, and then all go back', async () => {
    const template = resources(balancer(), errors('Blue'), servers(4, '{ Type: HOST_COUNT, Value: 3 }'));
    const { outcome, stoppedBy, timeline } = await play('one.yaml', template, bad);
    expect({ outcome, stoppedBy }).toEqual({ outcome: 'rolled-back', stoppedBy: 'alarm' });
    expect(timeline.findLast(({ weight }) => weight !== undefined)?.detail).toContain(
      '0 of 4 servers have the candidate',
    );
    expect(timeline.find(({ event }) => event === 'rollback deployment')?.status).toBe('Created');
  }, 60_000);

  test('a percentage that rounds up to all of them fails at once, so does its rollback: that is no rollback', async () => {
    const template = resources(balancer(), errors('Blue'), servers(10, '{ Type: FLEET_PERCENT, Value: 95 }'));
    const { ok, outcome, reason, deployment } = await play('percent.yaml', template);
    expect({ ok, outcome, code: deployment?.errorCode }).toEqual({
      ok: false,
      outcome: 'failed',
      code: 'HEALTH_CONSTRAINTS',
    });
    expect(reason).toMatch(/10 of 10 instances are healthy and 10 must stay so.*its rollback d-\S+ failed as well/);
  }, 60_000);

  test('all at once leaves nobody in service for a while, which is said', async () => {
    const template = resources(balancer(), errors('Blue'), servers(2, '{ Type: HOST_COUNT, Value: 0 }'));
    const style = 'ServiceRoleArn: arn:aws:iam::123456789012:role/deploy';
    const blueGreen = template.replace(style, `${style}\n      DeploymentStyle: { DeploymentType: BLUE_GREEN }`);
    expect((await play('blue.yaml', blueGreen)).findings.join('\n')).toMatch(/one of blue\/green.* deploys in place/);
    const { outcome, measured, findings } = await play('all.yaml', template);
    expect({ outcome, measured }).toEqual({ outcome: 'succeeded', measured: true });
    expect(findings.join('\n')).toMatch(
      /\d+ of the users' requests were answered with 503 by the load balancer itself/,
    );
  }, 60_000);
});
