import { parameterValues, parseTemplate, Resolver, TemplateError } from '../../../lib/engine/cloudformation';

/** A Fn::Sub placeholder. */
const $ = (name: string) => `\${${name}}`;

const template = parseTemplate({
  Parameters: {
    Stage: { Type: 'String', Default: 'beta' },
    Count: { Type: 'Number', Default: 3 },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/images/latest' },
  },
  Mappings: { Sizes: { beta: { memory: 256 }, prod: { memory: 1024 } } },
  Conditions: {
    IsBeta: { 'Fn::Equals': [{ Ref: 'Stage' }, 'beta'] },
    IsProd: { 'Fn::Not': [{ Condition: 'IsBeta' }] },
    ThreeOfBeta: { 'Fn::And': [{ Condition: 'IsBeta' }, { 'Fn::Equals': [{ Ref: 'Count' }, '3'] }] },
    Any: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'ThreeOfBeta' }] },
    LargeMap: { 'Fn::Equals': [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, '1024'] },
  },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue' },
    OnlyProd: { Type: 'AWS::SQS::Queue', Condition: 'IsProd' },
  },
});

function resolver(parameters: Record<string, string> = {}) {
  return new Resolver({
    template,
    parameters: parameterValues(template, parameters).values,
    region: 'eu-west-1',
    account: '111122223333',
    stackName: 'Orders',
    refOf: (logicalId) => `${logicalId}-physical`,
    attributeOf: (logicalId, attribute) => (attribute === 'Arn' ? `arn:${logicalId}` : undefined),
    importOf: (name) => (name === 'vpc' ? 'vpc-1' : undefined),
  });
}

const resolve = (value: unknown, parameters?: Record<string, string>) =>
  resolver(parameters).resolve(value, ['Resources', 'X', 'Properties']);

test.each<[string, unknown, unknown]>([
  ['Ref of a resource', { Ref: 'Queue' }, 'Queue-physical'],
  ['Ref of a parameter', { Ref: 'Stage' }, 'beta'],
  ['Ref of a list', { Ref: 'Zones' }, ['a', 'b', 'c']],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['the suffix of addresses', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:Queue'],
  ['GetAtt as a string', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:Queue'],
  [
    'Sub',
    { 'Fn::Sub': `${$('Stage')}-${$('Queue')}-${$('Queue.Arn')}-${$('AWS::AccountId')}` },
    'beta-Queue-physical-arn:Queue-111122223333',
  ],
  ['Sub with variables', { 'Fn::Sub': [`${$('A')}/${$('Stage')}`, { A: { Ref: 'Queue' } }] }, 'Queue-physical/beta'],
  ['a literal in Sub', { 'Fn::Sub': `${$('!Stage')} ${$('Stage')}` }, `${$('Stage')} beta`],
  ['Sub over a number', { 'Fn::Sub': `n=${$('Count')}` }, 'n=3'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 'b']] }, 'a-beta-b'],
  ['Join over a list parameter', { 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b,c'],
  ['Select', { 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
  ['Split and Select', { 'Fn::Select': [2, { 'Fn::Split': [':', 'a:b:c'] }] }, 'c'],
  ['If', { 'Fn::If': ['IsBeta', 'small', { Ref: 'Missing' }] }, 'small'],
  ['conditions of conditions', { 'Fn::If': ['Any', 1, 2] }, 1],
  ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 256],
  [
    'FindInMap with a default',
    { 'Fn::FindInMap': ['Sizes', 'gamma', 'memory', { DefaultValue: { Ref: 'Count' } }] },
    '3',
  ],
  ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'vpc' } }, 'vpc-1'],
  ['Base64', { 'Fn::Base64': 'grüß' }, 'Z3LDvMOf'],
  ['GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ['Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
  ['Cidr of IPv6', { 'Fn::Cidr': ['2001:db8:1:ff00::/56', 2, 64] }, ['2001:db8:1:ff00::/64', '2001:db8:1:ff01::/64']],
  ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 3],
  ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Stage' } } }, '{"a":"beta"}'],
  ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['NoValue in a list', ['x', { 'Fn::If': ['IsProd', 'y', { Ref: 'AWS::NoValue' }] }], ['x']],
  ['a stand-in for a value in SSM', { Ref: 'Image' }, 'ssm:/images/latest'],
  ['what looks like a condition in a policy', { Condition: { StringEquals: {} } }, { Condition: { StringEquals: {} } }],
])('%s', (_, value, expected) => {
  expect(resolve(value)).toEqual(expected);
});

test('parameters decide conditions', () => {
  expect(resolve({ 'Fn::If': ['IsProd', { Ref: 'OnlyProd' }, 'none'] }, { Stage: 'prod' })).toBe('OnlyProd-physical');
  expect(resolver({ Stage: 'prod' }).condition('LargeMap')).toBe(true);
  expect(resolver().includes('OnlyProd')).toBe(false);
});

test.each<[string, unknown, string, string]>([
  [
    'an unknown Ref',
    { A: { Ref: 'Nobody' } },
    'Unresolved resource dependencies [Nobody] in the Resources block',
    'A.Ref',
  ],
  [
    'an unknown GetAtt',
    { 'Fn::GetAtt': ['Nobody', 'Arn'] },
    'instance of Fn::GetAtt references undefined resource Nobody',
    'Fn::GetAtt',
  ],
  ['an unknown name in Sub', { 'Fn::Sub': $('Nobody') }, 'Unresolved resource dependencies [Nobody]', 'Fn::Sub'],
  [
    'a resource that its condition leaves out',
    { Ref: 'OnlyProd' },
    'Unresolved resource dependencies [OnlyProd]',
    'Ref',
  ],
  [
    'an attribute that does not exist',
    { 'Fn::GetAtt': 'Queue.Color' },
    'resource Queue does not support attribute type Color in Fn::GetAtt',
    'Fn::GetAtt',
  ],
  [
    'a Select out of range',
    { 'Fn::Select': [7, { Ref: 'Zones' }] },
    'Fn::Select cannot select nonexistent value at index 7',
    'Fn::Select',
  ],
  [
    'a mapping that is not there',
    { 'Fn::FindInMap': ['Sizes', 'gamma', 'memory'] },
    'Unable to get mapping for Sizes::gamma::memory',
    'Fn::FindInMap',
  ],
  ['an export that is not there', { 'Fn::ImportValue': 'subnet' }, 'No export named subnet found.', 'Fn::ImportValue'],
  ['an unknown condition', { 'Fn::If': ['Never', 1, 2] }, 'Unresolved condition dependencies [Never]', 'Fn::If.0'],
  ['a list in Join', { 'Fn::Join': ['-', [['a']]] }, 'must be a string', 'Fn::Join.1.0'],
  ['a macro', { 'Fn::Transform': { Name: 'X' } }, 'Fn::Transform is not known here', 'Fn::Transform'],
  ['a malformed If', { 'Fn::If': ['IsBeta', 1] }, 'every Fn::If object requires', 'Fn::If'],
  [
    'too many blocks',
    { 'Fn::Cidr': ['10.0.0.0/24', 2, 8] },
    'Fn::Cidr cannot cut 2 blocks of 8 bits out of 10.0.0.0/24',
    'Fn::Cidr',
  ],
])('%s is refused with its path and the way to mend it', (_, value, message, path) => {
  const refused = (() => {
    try {
      resolve(value);
    } catch (error) {
      return error;
    }
    return undefined;
  })();
  expect(refused).toBeInstanceOf(TemplateError);
  const error = refused as TemplateError;
  expect(error.message).toContain(message);
  expect(error.path.join('.')).toBe(`Resources.X.Properties.${path}`);
  expect(error.fix.length).toBeGreaterThan(10);
});

describe('parameters', () => {
  const of = (Parameters: Record<string, unknown>) =>
    parseTemplate({ Parameters, Resources: { A: { Type: 'AWS::SQS::Queue' } } });

  test.each<[string, Record<string, unknown>, Record<string, string>, string]>([
    ['without value', { P: { Type: 'String' } }, {}, 'Parameters: [P] must have values'],
    ['unknown', {}, { Q: 'x' }, 'Parameters: [Q] do not exist in the template'],
    [
      'not allowed',
      { P: { Type: 'String', AllowedValues: ['a', 'b'] } },
      { P: 'c' },
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      'of another pattern',
      { P: { Type: 'String', AllowedPattern: '[a-z]+' } },
      { P: 'A1' },
      "Parameter 'P' must match pattern [a-z]+",
    ],
    ['not a number', { P: { Type: 'Number' } }, { P: 'x' }, "Parameter 'P' must be a number"],
  ])('%s: refused as CloudFormation does', (_, definitions, given, message) => {
    expect(() => parameterValues(of(definitions), given)).toThrow(message);
  });

  test('a value in SSM is read where it is known, else a stand-in is named', () => {
    const template = of({
      A: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a' },
      B: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/b' },
    });
    const known = parameterValues(template, {}, (name) => (name === '/b' ? 'x,y' : undefined));
    expect(known).toEqual({ values: { A: 'ssm:/a', B: ['x', 'y'] }, standIns: ['A'] });
  });
});

describe('conditions', () => {
  const conditional = (Conditions: Record<string, unknown>) =>
    new Resolver({
      ...resolver().scope,
      template: parseTemplate({ Conditions, Resources: { A: { Type: 'AWS::SQS::Queue' } } }),
    });

  test('a circle is refused, with the way round', () => {
    const circle = conditional({ A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } });
    expect(() => circle.condition('A')).toThrow('A -> B -> A');
  });

  test('anything but the functions of conditions is refused', () => {
    expect(() => conditional({ A: 'yes' }).condition('A')).toThrow('Every Conditions member must be');
  });
});
