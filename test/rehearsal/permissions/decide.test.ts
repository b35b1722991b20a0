import { decide } from '../../../lib/rehearsal/permissions/decide';
import { statementsOf } from '../../../lib/rehearsal/permissions/policy';

const orders = 'arn:aws:lambda:eu-west-1:111111111111:function:orders';

interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string | undefined>>;
  readonly unread?: readonly string[];
}

/** What becomes of a request under statements as a template writes them. */
function effectOf(statements: readonly object[], asked: Asked = {}): string {
  const { action = 'lambda:InvokeFunction', resource = orders, context = {}, unread = [] } = asked;
  const read = statementsOf({ Version: '2012-10-17', Statement: statements });
  if (read === undefined) throw new Error('The statements are not written as a policy.');
  return decide({ statements: read, unread }, { action, resource, context }).effect;
}

const allow = (more: object) => ({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: orders, ...more });
const deny = (more: object) => ({ ...allow(more), Effect: 'Deny' });

test('nothing is allowed that no statement allows', () => {
  expect(effectOf([])).toBe('denied');
  expect(effectOf([allow({})])).toBe('allowed');
  expect(effectOf([allow({})], { action: 'lambda:GetFunction' })).toBe('denied');
});

test('a Deny wins over an Allow, in whatever order', () => {
  expect(effectOf([allow({}), deny({})])).toBe('denied');
  expect(effectOf([deny({}), allow({})])).toBe('denied');
  expect(effectOf([deny({ Resource: `${orders}:live` }), allow({})])).toBe('allowed');
});

test.each([
  ['lambda:*', 'allowed'],
  ['LAMBDA:invokefunction', 'allowed'],
  ['lambda:Invoke?unction', 'allowed'],
  ['lambda:Invoke', 'denied'],
  ['*', 'allowed'],
  ['lambda:InvokeFunctionUrl', 'denied'],
])('the action %s: %s', (Action, effect) => {
  expect(effectOf([allow({ Action: ['s3:GetObject', Action] })])).toBe(effect);
});

test.each([
  ['*', orders, 'allowed'],
  [`${orders}:*`, orders, 'denied'],
  [`${orders}:*`, `${orders}:live`, 'allowed'],
  [orders, `${orders}:live`, 'denied'],
  ['arn:aws:lambda:*:*:function:CodeDeployHook_*', orders, 'denied'],
  ['arn:aws:lambda:*:*:function:CodeDeployHook_*', orders.replace('orders', 'CodeDeployHook_a'), 'allowed'],
  ['arn:aws:lambda:*', orders, 'allowed'],
  // A rehearsal has one account and one Region: what a template writes down is not compared.
  [orders.replace('111111111111', '222222222222').replace('eu-west-1', 'us-east-1'), orders, 'allowed'],
  ['arn:aws:s3:::artifacts/*/report-*.json', 'arn:aws:s3:::artifacts/a/b/report-1.json', 'allowed'],
  ['arn:aws:s3:::artifacts', 'arn:aws:s3:::artifacts/a', 'denied'],
  [orders, '*', 'denied'],
])('%s names %s: %s', (Resource, resource, effect) => {
  expect(effectOf([allow({ Resource })], { resource })).toBe(effect);
});

test('NotAction and NotResource name everything else', () => {
  const others = (more: object) => ({ Effect: 'Allow', ...more });
  expect(effectOf([others({ NotAction: 'iam:*', Resource: '*' })])).toBe('allowed');
  expect(effectOf([others({ NotAction: 'lambda:Invoke*', Resource: '*' })])).toBe('denied');
  expect(effectOf([others({ Action: '*', NotResource: orders })])).toBe('denied');
  expect(effectOf([others({ Action: '*', NotResource: `${orders}:live` })])).toBe('allowed');
});

describe('conditions', () => {
  const context = { 'cloudwatch:namespace': 'Shop', 'aws:sourcearn': undefined, 'aws:securetransport': 'true' };
  const when = (Condition: object, Effect = 'Allow') =>
    effectOf([...(Effect === 'Deny' ? [allow({})] : []), { ...allow({ Condition }), Effect }], { context });

  test.each([
    [{ StringEquals: { 'cloudwatch:namespace': ['Other', 'Shop'] } }, 'allowed'],
    [{ StringEquals: { 'CloudWatch:Namespace': 'shop' } }, 'denied'],
    [{ StringEqualsIgnoreCase: { 'cloudwatch:namespace': 'shop' } }, 'allowed'],
    [{ StringLike: { 'cloudwatch:namespace': 'Sh*' } }, 'allowed'],
    [{ StringNotEquals: { 'cloudwatch:namespace': 'Shop' } }, 'denied'],
    [{ StringEquals: { 'cloudwatch:namespace': 'Shop' }, Bool: { 'aws:SecureTransport': false } }, 'denied'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/a' } }, 'denied'],
    [{ ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/a' } }, 'allowed'],
    [{ StringNotEquals: { 'aws:SourceArn': 'a' } }, 'allowed'],
    [{ Null: { 'aws:SourceArn': 'true' } }, 'allowed'],
    [{ 'ForAnyValue:StringEquals': { 'cloudwatch:namespace': ['Shop'] } }, 'allowed'],
    [{ StringEquals: { 'aws:PrincipalTag/team': 'shop' } }, 'untold'],
    [{ IpAddress: { 'aws:SecureTransport': '10.0.0.0/8' } }, 'untold'],
    // One that does not hold decides, whatever the others are.
    [{ StringEquals: { 'aws:PrincipalTag/team': 'shop', 'cloudwatch:namespace': 'Other' } }, 'denied'],
  ])('%j: %s', (Condition, effect) => {
    expect(when(Condition)).toBe(effect);
  });

  test('a Deny that cannot be told leaves what is allowed untold, and what is not denied', () => {
    const unknown = { StringEquals: { 'aws:PrincipalTag/team': 'shop' } };
    expect(when(unknown, 'Deny')).toBe('untold');
    expect(effectOf([deny({ Condition: unknown })])).toBe('denied');
    expect(when({ Bool: { 'aws:SecureTransport': 'false' } }, 'Deny')).toBe('allowed');
  });
});

test('what is not allowed may be allowed by a policy that nobody can read, or by a variable', () => {
  expect(effectOf([], { unread: ['arn:aws:iam::aws:policy/PowerUserAccess'] })).toBe('untold');
  expect(effectOf([allow({})], { unread: ['arn:aws:iam::aws:policy/PowerUserAccess'] })).toBe('allowed');
  expect(effectOf([deny({})], { unread: ['arn:aws:iam::aws:policy/PowerUserAccess'] })).toBe('denied');
  expect(effectOf([allow({ Resource: `${orders}-\${aws:PrincipalTag/team}` })])).toBe('untold');
});
