import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type AssemblyStack, assetDirectory, loadAssembly, nestedStackOf } from '../../lib/assembly';
import { InputError } from '../../lib/diagnostic';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assembly-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

function only(stacks: readonly AssemblyStack[]): AssemblyStack {
  const [stack] = stacks;
  if (stack === undefined || stacks.length !== 1) throw new Error(`one stack was expected, not ${stacks.length}`);
  return stack;
}

/** The one diagnostic of bad input. */
function refused(path: string) {
  try {
    loadAssembly(path);
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics[0];
    throw error;
  }
  throw new Error('bad input was expected');
}

describe('a cloud assembly', () => {
  function synthesize(): string {
    const code = join(directory, 'code');
    mkdirSync(code);
    writeFileSync(join(code, 'index.js'), 'exports.handler = async () => 1;');
    const outdir = join(directory, 'cdk.out');
    const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-asset-metadata': true } });
    const prod = new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } });
    const service = new Stack(prod, 'Service');
    const network = new Stack(prod, 'Network');
    const vpc = new CfnResource(network, 'Vpc', { type: 'AWS::EC2::VPC' });
    const nested = new NestedStack(service, 'Inner');
    const handler = new LambdaFunction(nested, 'Handler', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
    });
    new CfnOutput(service, 'Out', { value: `${handler.functionName}${vpc.ref}` });
    new Stack(app, 'Alone').templateOptions.description = 'bound to no environment';
    new CfnResource(app.node.findChild('Alone'), 'Queue', { type: 'AWS::SQS::Queue' });
    app.synth();
    return outdir;
  }

  test('its stages, nested stacks, environments, assets and construct paths', () => {
    const assembly = loadAssembly(synthesize());
    const names = assembly.stacks.map((stack) => stack.name);
    expect([...names].sort()).toEqual(['Alone', 'Prod-Network', 'Prod-Service']);
    // A stack comes after those it depends on.
    expect(names.indexOf('Prod-Network')).toBeLessThan(names.indexOf('Prod-Service'));
    const service = assembly.stacks.find((stack) => stack.name === 'Prod-Service');
    const alone = assembly.stacks.find((stack) => stack.name === 'Alone');
    if (service === undefined || alone === undefined) throw new Error('stacks are missing');
    expect(service).toMatchObject({ account: '111122223333', region: 'eu-west-1', displayName: 'Prod/Service' });
    expect(alone.region).toBeUndefined();

    const [parentId] = [...service.nested.keys()];
    const resource = service.template.Resources[parentId ?? ''];
    expect(resource?.Type).toBe('AWS::CloudFormation::Stack');
    const nested = nestedStackOf(service, {
      logicalId: parentId ?? '',
      ...(resource?.Metadata && { metadata: resource.Metadata }),
    });
    if (nested === undefined) throw new Error('the nested stack is missing');
    const [id, handler] = Object.entries(nested.template.Resources).find(
      ([, r]) => r.Type === 'AWS::Lambda::Function',
    ) ?? ['', undefined];
    expect(nested.constructPathOf(id)).toBe('Prod/Service/Inner/Handler/Resource');
    const key = (handler?.Properties?.Code as { S3Key: string }).S3Key;
    expect(assetDirectory(nested, { S3Bucket: 'b', S3Key: key })).toMatch(/asset\.[0-9a-f]+$/);
    expect(assetDirectory(nested, { ZipFile: 'inline' })).toBeUndefined();
    // Without the key the resource's metadata leads there.
    expect(assetDirectory(nested, { S3Bucket: 'b', S3Key: 'other' }, id)).toMatch(/asset\.[0-9a-f]+$/);
  });

  test('one template of it brings its environment and assets along', () => {
    const outdir = synthesize();
    const file = join(outdir, 'assembly-Prod', 'ProdService6B15C614.template.json');
    const found = loadAssembly(join(outdir, 'assembly-Prod')).stacks.find((s) => s.name === 'Prod-Service');
    expect(only(loadAssembly(found?.templateFile ?? file).stacks)).toMatchObject({
      name: 'Prod-Service',
      region: 'eu-west-1',
    });
  });
});

describe('a template', () => {
  const yaml = `
Parameters:
  Stage: { Type: String, Default: beta }
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Condition: Prod
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      FunctionName: !Sub '\${Stage}-handler'
      Code: ./src
      Environment:
        Variables:
          PLACE: !Join ['-', [!Ref Stage, !Select [0, !GetAZs '']]]
          WHEN: !If [Prod, !ImportValue x, !Ref AWS::NoValue]
          SIZE: !FindInMap [A, B, C]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: &policy
        Version: 2012-10-17
      Other: *policy
      Account: 012345678901
`;

  test('in YAML: short forms become long ones, dates stay text, anchors are followed', () => {
    const stack = only(loadAssembly(write('orders.yaml', yaml)).stacks);
    expect(stack.name).toBe('orders');
    const { Handler, Role } = stack.template.Resources;
    expect(Handler?.Properties).toMatchObject({
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      FunctionName: { 'Fn::Sub': `\${Stage}-handler` },
      Environment: {
        Variables: {
          PLACE: { 'Fn::Join': ['-', [{ Ref: 'Stage' }, { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }]] },
          WHEN: { 'Fn::If': ['Prod', { 'Fn::ImportValue': 'x' }, { Ref: 'AWS::NoValue' }] },
        },
      },
    });
    expect(stack.template.Conditions).toEqual({ Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } });
    expect(Role?.Properties).toMatchObject({ Other: { Version: '2012-10-17' }, Account: '012345678901' });
  });

  test('says where a value stands, in YAML and in JSON, and where its nearest ancestor stands', () => {
    const stack = only(loadAssembly(write('orders.yaml', yaml)).stacks);
    expect(stack.positionOf(['Resources', 'Handler', 'Properties', 'FunctionName'])).toEqual({ line: 14, column: 7 });
    expect(
      stack.positionOf([
        'Resources',
        'Handler',
        'Properties',
        'Environment',
        'Variables',
        'PLACE',
        'Fn::Join',
        '1',
        '0',
        'Ref',
      ]),
    ).toEqual({ line: 18, column: 36 });
    expect(stack.positionOf(['Resources', 'Handler', 'Properties', 'Timeout'])).toEqual({ line: 12, column: 5 });
    const json = only(
      loadAssembly(write('x.template.json', '{\n  "Resources": {\n    "A": { "Type": "T" }\n  }\n}')).stacks,
    );
    expect(json.name).toBe('x');
    expect(json.positionOf(['Resources', 'A', 'Type'])).toEqual({ line: 3, column: 12 });
  });

  test('finds code by the path that stands in it', () => {
    mkdirSync(join(directory, 'src'));
    const stack = only(loadAssembly(write('orders.yaml', yaml)).stacks);
    expect(assetDirectory(stack, stack.template.Resources.Handler?.Properties?.Code)).toBe(join(directory, 'src'));
  });
});

describe('bad input is one sentence with its place and the way to mend it', () => {
  test.each<[string, string, string, object]>([
    [
      'not JSON',
      'a.json',
      '{\n "Resources": {\n  "A": }\n}',
      { line: 3, column: 8, message: expect.stringContaining('is not JSON: expected a value, but found "}".') },
    ],
    ['not YAML', 'a.yaml', 'Resources:\n  A: [1\n', { message: expect.stringContaining('neither JSON nor YAML') }],
    ['the same key twice', 'a.yaml', 'Resources:\n  A: { Type: T }\n  A: { Type: T }\n', { line: 3 }],
    ['text', 'a.yaml', 'hello', { message: expect.stringContaining('not an object with Resources') }],
    ['nothing', 'a.json', '', { message: expect.stringContaining('not an object with Resources') }],
    [
      'no Resources',
      'a.json',
      '{"Outputs": {}}',
      { message: expect.stringContaining('At least one Resources member') },
    ],
    [
      'a resource without Type',
      'a.yaml',
      'Resources:\n  A: { Type: T }\n  B:\n    Properties: {}\n',
      {
        line: 3,
        column: 3,
        path: 'Resources.B',
        message: expect.stringContaining('[/Resources/B] Every Resources object must contain a Type'),
      },
    ],
    [
      'a property list',
      'a.json',
      '{"Resources": {"A": {"Type": "T",\n "Properties": []}}}',
      { line: 2, column: 2, message: expect.stringContaining('is a list; it must be an object') },
    ],
  ])('%s', (_, name, text, expected) => {
    const file = write(name, text);
    expect(refused(file)).toMatchObject({ severity: 'error', file, fix: expect.any(String), ...expected });
    expect(refused(file)?.message).not.toContain('\n');
  });

  test('a path that leads nowhere', () => {
    expect(refused(join(directory, 'gone'))).toMatchObject({
      message: expect.stringContaining(join(directory, 'gone')),
      fix: expect.stringContaining('cdk synth'),
    });
  });

  test('a directory without manifest', () => {
    expect(refused(directory)).toMatchObject({ message: expect.stringContaining('has no manifest.json') });
  });

  test.each<[string, unknown, string]>([
    ['a manifest of another shape', { artifacts: [] }, 'is not a cloud assembly'],
    ['a manifest without stacks', { version: '1', artifacts: {} }, 'holds no stack'],
    [
      'a template that is not there',
      { version: '1', artifacts: { S: { type: 'aws:cloudformation:stack', properties: { templateFile: 'S.json' } } } },
      'There is no file',
    ],
  ])('%s', (_, manifest, message) => {
    write('manifest.json', JSON.stringify(manifest));
    expect(refused(directory)?.message).toContain(message);
  });
});
