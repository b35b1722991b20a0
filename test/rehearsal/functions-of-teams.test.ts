import { rehearse } from '../../lib/rehearsal';
import { releasedFunction, shortRelease, templateOf } from './own-templates';

/** Functions in templates that teams write by hand: what watches them, and what becomes of their aliases. */

const bad = 'candidate: [{ fault: error, rate: 0.3 }]';
const play = (name: string, template: string, more = '') =>
  rehearse({ assembly: templateOf(name, template), scenario: shortRelease(more) });

const watchedBy =
  (alarm: string, rollback = '{ Enabled: true, Events: [DEPLOYMENT_STOP_ON_ALARM] }') =>
  (text: string) =>
    text.replace(
      '10Percent5Minutes',
      `10Percent5Minutes
      AutoRollbackConfiguration: ${rollback}
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: !Ref ${alarm} }] }`,
    );

const errors = `
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{ Name: FunctionName, Value: !Ref Fn }]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold`;

describe('an alarm on what the log says', () => {
  const filtered = (pattern: string, value = "'1'") => `
  Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub '/aws/lambda/\${Fn}' } }
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Log
      FilterPattern: '${pattern}'
      MetricTransformations: [{ MetricNamespace: Shop, MetricName: Bad, MetricValue: ${value}, DefaultValue: 0 }]
  Bad:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: Shop
      MetricName: Bad
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold`;

  test('errors that Lambda logs stop the release, and a sound one is let through', async () => {
    const template = watchedBy('Bad')(releasedFunction(filtered('ERROR')));
    const sound = await play('log.yaml', template);
    expect(sound.outcome).toBe('succeeded');
    expect(sound.alarms.find(({ alarm }) => /Bad/.test(alarm))?.changes.map(({ state }) => state)).toEqual(['OK']);
    const stopped = await play('log.yaml', template, bad);
    expect(stopped).toMatchObject({ outcome: 'rolled-back', stoppedBy: 'alarm', trigger: [{ logicalId: 'Bad' }] });
  }, 60_000);

  test('a function with a stand-in logs its errors, too', async () => {
    const python = watchedBy('Bad')(releasedFunction(filtered('ERROR'))).replace('nodejs20.x', 'python3.13');
    const standIn = 'standIns: { Fn: { candidate: { errorRate: 0.3 } } }';
    expect(await play('python.yaml', python, standIn)).toMatchObject({
      outcome: 'rolled-back',
      trigger: [{ logicalId: 'Bad' }],
    });
  }, 60_000);

  test('a pattern of JSON reads nothing of lines that begin with a timestamp, as those of console do', async () => {
    const logs = (how: string) =>
      watchedBy('Bad')(releasedFunction(filtered('{ $.level = "ERROR" }')))
        .replace('async (event) => (', `async (event) => { ${how}; return `)
        .replace('JSON.stringify(event) });', 'JSON.stringify(event) }; };');
    const line = String.raw`JSON.stringify({ level: 'ERROR' }) + '\n'`.replaceAll('\\', '\\\\');
    const byConsole = await play('console.yaml', logs(`console.error(${line})`));
    expect(byConsole.outcome).toBe('succeeded');
    const byStream = await play('stream.yaml', logs(`process.stdout.write(${line})`));
    expect(byStream).toMatchObject({ outcome: 'rolled-back', trigger: [{ logicalId: 'Bad' }] });
  }, 60_000);

  test('a pattern that CloudWatch Logs does not take is refused with its place', async () => {
    await expect(play('pattern.yaml', releasedFunction(filtered('{ $.level = }')))).rejects.toMatchObject({
      diagnostics: [{ path: 'Resources.Filter', message: expect.stringContaining('Invalid metric filter pattern') }],
    });
  });
});

test('behind a load balancer, the alias gets its events, and the load balancer counts what the function fails', async () => {
  const balanced = `
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [a, b] } }
  Behind: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: lambda, Targets: [{ Id: !Ref Live }] } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Balancer, Port: 80, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Behind }] }
  Failures:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApplicationELB
      MetricName: HTTPCode_ELB_5XX_Count
      Dimensions: [{ Name: LoadBalancer, Value: !GetAtt Balancer.LoadBalancerFullName }]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold`;
  const template = watchedBy('Failures')(releasedFunction(balanced))
    .replace(
      'async (event) => (',
      'async (event) => { if (event.requestContext.elb.targetGroupArn === undefined) throw new Error(); return ',
    )
    .replace('JSON.stringify(event) });', 'JSON.stringify(event) }; };');
  const sound = await play('alb.yaml', template);
  expect(sound).toMatchObject({ outcome: 'succeeded', requests: { candidateFailed: 0 } });
  // An error count without errors is no blind spot.
  expect(sound.findings).toEqual([]);
  expect(await play('alb.yaml', template, bad)).toMatchObject({
    outcome: 'rolled-back',
    trigger: [{ logicalId: 'Failures' }],
  });
}, 60_000);

test('stopped without a rollback, the alias stays split, and its candidate is there: Lambda does not let it be deleted', async () => {
  const template = watchedBy('Errors', '{ Enabled: false }')(releasedFunction(errors));
  const { outcome, reason, timeline, findings } = await play('split.yaml', template, bad);
  expect(outcome).toBe('failed');
  expect(reason).toMatch(/no rollback followed, and traffic still reaches the candidate/);
  const kept = timeline.find(({ status }) => status === 'DELETE_FAILED');
  expect(kept?.detail).toContain('Unable to delete version 2 because the following aliases reference it: [live]');
  expect(findings.join('\n')).not.toMatch(/reached neither version/);
}, 60_000);

test('an update that publishes no version releases nothing, which is no success unless it was expected', async () => {
  const before = releasedFunction();
  const after = before.replace('  App:', '  Topic: { Type: AWS::SNS::Topic }\n  App:');
  const update = (more = '') =>
    rehearse({
      baseline: templateOf('before.yaml', before),
      assembly: templateOf('after.yaml', after),
      scenario: shortRelease(more),
    });
  expect(await update()).toMatchObject({ ok: false, outcome: 'succeeded', measured: false });
  expect(await update('expect: { outcome: succeeded }')).toMatchObject({ ok: true });
}, 60_000);

test('an update that fails for another reason says which resource, and what it said', async () => {
  const { outcome, reason } = await rehearse({
    baseline: templateOf('sound.yaml', releasedFunction()),
    assembly: templateOf('late.yaml', releasedFunction().replace('Runtime:', 'Timeout: soon\n      Runtime:')),
    scenario: shortRelease(),
  });
  expect(outcome).toBe('failed');
  expect(reason).toMatch(/failed to update: \[Fn\]\. Fn: .*#\/Timeout/);
  expect(reason).not.toMatch(/RequestToken/);
}, 60_000);

test("SAM's code that was not built has a stand-in, as an asset of CDK has; its API's metrics bear the stack's name", async () => {
  const sam = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: not-built/
      AutoPublishAlias: live
      DeploymentPreference: { Type: Canary10Percent5Minutes, Alarms: [!Ref ServerErrors] }
      Events: { Get: { Type: Api, Properties: { Path: /x, Method: get } } }
  ServerErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{ Name: ApiName, Value: !Ref AWS::StackName }]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold`;
  const { outcome, stoppedBy, assumptions } = await play('sam-not-built.yaml', sam, bad);
  expect({ outcome, stoppedBy }).toEqual({ outcome: 'rolled-back', stoppedBy: 'alarm' });
  expect(assumptions).toContainEqual(
    expect.objectContaining({ name: 'Fn', why: expect.stringContaining('not on this machine (not-built/)') }),
  );
}, 60_000);
