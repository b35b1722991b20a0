import { InputError } from '../../lib/diagnostic';
import { rehearse } from '../../lib/rehearsal';
import { releasedFunction, shortRelease, templateOf } from './own-templates';

/** What is peculiar in templates that teams have: each of these once gave a verdict that AWS would not. */

const restApi = (integration: string, more = '') => `
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
      Body:
        swagger: '2.0'
        paths:
          /items/{proxy+}:
            x-amazon-apigateway-any-method:
              x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: ${integration} }
${more}
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: first } }
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod, Variables: { alias: live } }
  Dev:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: dev, Variables: { alias: dev } }
`;
const uri = (target: string) =>
  `!Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${target}/invocations'`;

test('a stage variable names the alias: users come in at the stage that leads to it', async () => {
  const assembly = templateOf('stages.yaml', releasedFunction(restApi(uri(`\${Fn.Arn}:\${!stageVariables.alias}`))));
  const { requests, findings } = await rehearse({ assembly, scenario: shortRelease() });
  expect(requests.candidate).toBeGreaterThan(20);
  expect(requests.candidateFailed).toBe(0);
  expect(findings.filter((finding) => /reached neither version|itself/.test(finding))).toEqual([]);
}, 60_000);

test("SAM's stage of the deployment is none that users call: alarms on the real one see them", async () => {
  const alarm = `
  ServerErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{ Name: ApiName, Value: shop }, { Name: Stage, Value: prod }]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold`;
  const assembly = templateOf('by-the-way.yaml', releasedFunction(restApi(uri(`\${Live}`)) + alarm));
  const scenario = shortRelease('baseline: [{ fault: error }]');
  const { alarms } = await rehearse({ assembly, scenario });
  expect(alarms.flatMap(({ changes }) => changes.map(({ state }) => state))).toContain('ALARM');
}, 60_000);

test('an API that asks who calls, or leads elsewhere, says what of it is not played', async () => {
  const more = `
          /ping:
            get:
              security: [{ key: [] }]
              x-amazon-apigateway-integration: { type: mock }`;
  const assembly = templateOf('asks.yaml', releasedFunction(restApi(uri(`\${Live}`), more)));
  const { findings } = await rehearse({ assembly, scenario: shortRelease() });
  expect(findings).toEqual(
    expect.arrayContaining([expect.stringMatching(/GET \/ping \(mock\)/), expect.stringMatching(/asks callers who/)]),
  );
}, 60_000);

test('an alias whose version is not published by the template has no further version: the baseline is asked for', async () => {
  const text = releasedFunction().replace('!GetAtt Version.Version', "'1'");
  const assembly = templateOf('literal.yaml', text);
  await expect(rehearse({ assembly, scenario: shortRelease() })).rejects.toMatchObject({
    diagnostics: [{ id: 'rehearsal/no-version', line: expect.any(Number), fix: expect.stringMatching(/--baseline/) }],
  });
}, 60_000);

test('the version may stand inside another function', async () => {
  const text = releasedFunction().replace('!GetAtt Version.Version', "!Select [7, !Split [':', !Ref Version]]");
  const { outcome, deployment } = await rehearse({ assembly: templateOf('arn.yaml', text), scenario: shortRelease() });
  expect({ outcome, status: deployment?.status }).toEqual({ outcome: 'succeeded', status: 'Succeeded' });
}, 60_000);

describe('values that a template does not have', () => {
  const parameters = (text: string) =>
    releasedFunction('', `Parameters:\n${text}\nOutputs: { Name: { Value: !Ref Name } }`);

  test('an id of something outside is assumed, and said', async () => {
    const assembly = templateOf('vpc.yaml', parameters('  Name: { Type: AWS::EC2::VPC::Id }'));
    const { outcome, assumptions } = await rehearse({ assembly, scenario: shortRelease() });
    expect(outcome).toBe('succeeded');
    expect(assumptions).toContainEqual(
      expect.objectContaining({ name: 'parameter Name', value: expect.stringMatching(/^vpc-/) }),
    );
  }, 60_000);

  test('anything else is asked for, with its place', async () => {
    const assembly = templateOf('text.yaml', parameters('  Name: { Type: String }'));
    await expect(rehearse({ assembly, scenario: shortRelease() })).rejects.toMatchObject({
      diagnostics: [{ id: 'rehearsal/parameter-without-value', line: expect.any(Number), path: 'Parameters.Name' }],
    });
  });

  test('the scenario gives them; one that no template has is refused', async () => {
    const assembly = templateOf('given.yaml', parameters('  Name: { Type: String }'));
    const given = (name: string) => rehearse({ assembly, scenario: shortRelease(`parameters: { ${name}: x }`) });
    expect((await given('Name')).outcome).toBe('succeeded');
    await expect(given('Nmae')).rejects.toThrow(InputError);
  }, 60_000);

  test('an export of another team is assumed', async () => {
    const text = releasedFunction().replace('role/fn', 'role/fn\n      Layers: [!ImportValue shared-layer]');
    const { assumptions } = await rehearse({ assembly: templateOf('import.yaml', text), scenario: shortRelease() });
    expect(assumptions).toContainEqual(expect.objectContaining({ name: 'import shared-layer' }));
  }, 60_000);
});

test('two templates are one stack, whatever their files are called', async () => {
  const baseline = templateOf('before.yaml', releasedFunction());
  const assembly = templateOf(
    'after.yaml',
    releasedFunction()
      .replaceAll('Version:', 'Version2:')
      .replace('Version.V', 'Version2.V')
      .replace('200', '503')
      .replace('FunctionVersion2', 'FunctionVersion'),
  );
  const { outcome, requests } = await rehearse({ assembly, baseline, scenario: shortRelease() });
  expect(outcome).toBe('succeeded');
  expect(requests.candidate).toBeGreaterThan(20);
}, 60_000);

test('an alias in a nested stack is released too', async () => {
  templateOf('child.yaml', releasedFunction());
  const assembly = templateOf(
    'parent.yaml',
    'Resources:\n  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml } }',
  );
  const { deployment, requests } = await rehearse({ assembly, scenario: shortRelease() });
  expect(deployment?.status).toBe('Succeeded');
  expect(requests.candidate).toBeGreaterThan(20);
}, 60_000);

test('a template that CloudFormation refuses says where', async () => {
  const assembly = templateOf('broken.yaml', releasedFunction('', 'Outputs: { Url: { Value: !Ref Nowhere } }'));
  const { outcome, reason } = await rehearse({ assembly, scenario: shortRelease() });
  expect(outcome).toBe('refused');
  expect(reason).toMatch(/Nowhere.*Outputs\.Url\.Value[\w.]*, broken\.yaml:\d+:\d+/);
});

describe('what the verdict does not betray is said beside it', () => {
  const httpApi = (target: string) => `
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: ${target}, PayloadFormatVersion: '2.0' }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /, Target: !Join ['/', [integrations, !Ref Integration]] }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }`;
  const withGroup = (properties: string) =>
    releasedFunction().replace('10Percent5Minutes', `10Percent5Minutes\n${properties}`);

  test('an API that calls the function itself: users meet the new code before the shift', async () => {
    const assembly = templateOf('past.yaml', releasedFunction(httpApi('!GetAtt Fn.Arn')));
    const { requests, findings } = await rehearse({ assembly, scenario: shortRelease() });
    expect(findings.join('\n')).toMatch(/Api calls Fn itself, not its alias live/);
    // The canary step would have left nine in ten with the baseline for five of the minutes.
    expect(requests.candidate).toBeGreaterThan(10 * requests.baseline);
  }, 60_000);

  test('a queue: its function gets a message, and nobody takes it for a page', async () => {
    const queue = `
  Queue: { Type: AWS::SQS::Queue }
  Jobs:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Live }`;
    const text = releasedFunction(queue).replace(
      '({ statusCode: 200, body: JSON.stringify(event) })',
      '{ for (const { body } of event.Records) JSON.parse(body); }',
    );
    const { requests, findings } = await rehearse({
      assembly: templateOf('queue.yaml', text),
      scenario: shortRelease(),
    });
    expect(requests).toMatchObject({ candidateFailed: 0 });
    expect(findings.join('\n')).toMatch(/No API and no URL .* leads to Fn: .* an SQS message/);
  }, 60_000);

  test('a baseline that fails by itself', async () => {
    const text = releasedFunction(httpApi('!Ref Live')).replace('({ statusCode', '({ statusCode: 500, was');
    const { findings } = await rehearse({ assembly: templateOf('fails.yaml', text), scenario: shortRelease() });
    expect(findings.join('\n')).toMatch(/The baseline failed \d+ of \d+ requests without any fault/);
  }, 60_000);

  test('a group without alarms; an alarm and a hook that the assembly does not have; an alarm without data', async () => {
    const none = await rehearse({ assembly: templateOf('none.yaml', withGroup('')), scenario: shortRelease() });
    expect(none.findings.join('\n')).toMatch(/Group.* reads no alarm/);

    const group = '      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: pager }, { Name: !Ref Age }] }';
    const hook = 'DeploymentGroupName: !Ref Group, BeforeAllowTrafficHook: elsewhere';
    const alarm = `
  Age:
    Type: AWS::CloudWatch::Alarm
    Properties: { Namespace: AWS/SQS, MetricName: Age, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold }`;
    const text = `${withGroup(group).replace('DeploymentGroupName: !Ref Group', hook)}${alarm}`;
    const { outcome, assumptions, findings } = await rehearse({
      assembly: templateOf('outside.yaml', text),
      scenario: shortRelease(),
    });
    expect(outcome).toBe('succeeded');
    expect(assumptions.map(({ name }) => name)).toEqual(expect.arrayContaining(['alarm pager', 'hook elsewhere']));
    expect(findings.join('\n')).toMatch(/Age.* had no data: .* AWS\/SQS Age/);
  }, 60_000);

  test('an alarm on an anomaly band, which nobody has here, stops no release', async () => {
    const group = '      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: !Ref Odd }] }';
    const alarm = `
  Odd:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanUpperThreshold
      EvaluationPeriods: 1
      ThresholdMetricId: band
      TreatMissingData: breaching
      Metrics:
        - { Id: m, MetricStat: { Stat: Sum, Period: 60, Metric: { Namespace: AWS/Lambda, MetricName: Errors } } }
        - { Id: band, Expression: 'ANOMALY_DETECTION_BAND(m, 2)' }`;
    const assembly = templateOf('band.yaml', withGroup(group) + alarm);
    const { outcome, findings } = await rehearse({ assembly, scenario: shortRelease() });
    expect(outcome).toBe('succeeded');
    expect(findings.join('\n')).toMatch(/Odd compares with an anomaly band/);
  }, 60_000);
});

describe('what CodeDeploy refuses when it is created fails the stack, in its words', () => {
  const refused = async (name: string, from: string, to: string) => {
    const assembly = templateOf(name, releasedFunction().replace(from, to));
    return rehearse({ assembly, scenario: shortRelease() }).catch((error: InputError) => error.diagnostics[0]?.message);
  };

  test('a rollback without events', async () => {
    const rollback = '10Percent5Minutes\n      AutoRollbackConfiguration: { Enabled: true }';
    expect(await refused('events.yaml', '10Percent5Minutes', rollback)).toMatch(/Group: .*at least one event/);
  });

  test("an application of another platform than the group's configuration", async () => {
    expect(await refused('platform.yaml', 'ComputePlatform: Lambda', 'ComputePlatform: ECS')).toMatch(
      /Group: .*correct compute platform should be ECS/,
    );
  });

  test('in an update it is the release that fails, and is rolled back', async () => {
    const rollback = '10Percent5Minutes\n      AutoRollbackConfiguration: { Enabled: true }';
    const { outcome, reason, timeline } = await rehearse({
      baseline: templateOf('sound.yaml', releasedFunction()),
      assembly: templateOf('unsound.yaml', releasedFunction().replace('10Percent5Minutes', rollback)),
      scenario: shortRelease(),
    });
    expect({ outcome, reason }).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/\[Group\]/) });
    expect(timeline.map(({ detail = '' }) => detail).join('\n')).toMatch(/at least one event/);
  }, 60_000);
});

describe('bad input says where, and how to mend it', () => {
  const diagnosticsOf = async (name: string, text: string) => {
    const failing = async () => rehearse({ assembly: templateOf(name, text), scenario: shortRelease() });
    return failing().then(
      () => [],
      (error: InputError) => error.diagnostics,
    );
  };

  test('a resource that fails in the baseline: its place, and the service itself', async () => {
    const [finding] = await diagnosticsOf(
      'typed.yaml',
      releasedFunction().replace('Runtime:', 'Timeout: soon\n      Runtime:'),
    );
    expect(finding).toMatchObject({
      line: 3,
      path: 'Resources.Fn',
      message: expect.stringMatching(/#\/Timeout: [^.]*\.$/),
    });
    expect(finding?.message).not.toMatch(/RequestToken/);
  });

  test('a function without a handler is refused as Lambda does', async () => {
    const [finding] = await diagnosticsOf(
      'handler.yaml',
      releasedFunction().replace('      Handler: index.handler\n', ''),
    );
    expect(finding?.message).toMatch(/Fn: .*Runtime and Handler are mandatory/);
  });

  test('an inline handler that does not load names the template, and no file that is gone', async () => {
    const [finding] = await diagnosticsOf(
      'syntax.yaml',
      releasedFunction().replace('exports.handler', 'not javascript'),
    );
    expect(finding).toMatchObject({ id: 'rehearsal/handler-does-not-load', path: 'Resources.Fn.Properties.Handler' });
    expect(finding?.file).toBeUndefined();
  }, 60_000);

  test('loops and foreign tags, which nobody expands here', async () => {
    const loop = `  'Fn::ForEach::Topics': [N, [a], { 'T\${N}': { Type: AWS::SNS::Topic } }]`;
    expect(await diagnosticsOf('loop.yaml', releasedFunction(loop))).toMatchObject([
      { line: expect.any(Number), message: expect.stringMatching(/loop of AWS::LanguageExtensions/) },
    ]);
    expect(await diagnosticsOf('tag.yaml', releasedFunction().replace('!GetAtt', '!getAtt'))).toMatchObject([
      { line: expect.any(Number), message: expect.stringMatching(/tag !getAtt is none of CloudFormation/) },
    ]);
  });
});

test('a macro that nobody runs here is named', async () => {
  const assembly = templateOf('macro.yaml', releasedFunction('', 'Transform: [TeamMacro]'));
  const { findings } = await rehearse({ assembly, scenario: shortRelease() });
  expect(findings.join('\n')).toMatch(/The transform TeamMacro of macro\.yaml is not run here/);
}, 60_000);

test('a stand-in has no errors of its own: an alarm that allows none stays green', async () => {
  const code = /Code: \{ ZipFile.*\}\n/;
  const group = '10Percent5Minutes\n      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: !Ref Errors }] }';
  const alarm = `
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{ Name: FunctionName, Value: !Ref Fn }]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold`;
  const text = releasedFunction(alarm)
    .replace(code, 'Code: { S3Bucket: b, S3Key: k }\n')
    .replace('10Percent5Minutes', group);
  const scenario = shortRelease('traffic: { requestsPerMinute: 6000 }');
  const { outcome, assumptions } = await rehearse({ assembly: templateOf('standin.yaml', text), scenario });
  expect(outcome).toBe('succeeded');
  expect(assumptions).toContainEqual(
    expect.objectContaining({ name: 'Fn', value: expect.stringMatching(/stand-in: .* 0 % errors/) }),
  );
}, 60_000);
