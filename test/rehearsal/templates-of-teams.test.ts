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
