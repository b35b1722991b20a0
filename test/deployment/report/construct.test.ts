import { Match, Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Template as CloudFormationTemplate } from '../../../lib/engine/cloudformation';
import { ofType, Service } from '../service';
import { shop } from '../shop-on-ecs';

/** Whatever a function named `…Report` may do, action by action, with the resources as text. */
function permissionsOf(template: CloudFormationTemplate): Record<string, string> {
  const policies = Object.entries(ofType(template, 'AWS::IAM::Policy')).filter(([id]) => /RollbackReport/.test(id));
  const statements = policies.flatMap(([, { PolicyDocument }]) => {
    const { Statement } = PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown }[] };
    return Statement;
  });
  return Object.fromEntries(
    statements.flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, JSON.stringify(Resource)])),
  );
}

test('it may ask what it asks, and what can be named is named', () => {
  const service = new Service();
  service.guard({ report: { opsItem: true } });
  const allowed = permissionsOf(service.template());
  const everything = Object.entries(allowed)
    .filter(([, resource]) => resource === '"*"')
    .map(([action]) => action);
  expect(everything.sort()).toEqual([
    'cloudtrail:LookupEvents',
    'cloudwatch:DescribeAlarmHistory',
    'cloudwatch:DescribeAlarms',
    // Neither knows a resource: what names the deployment group allows nothing.
    'codedeploy:BatchGetDeploymentTargets',
    'codedeploy:ListDeploymentTargets',
    'ssm:CreateOpsItem',
  ]);
  expect(allowed['s3:GetObject']).toContain('/canary/shop-guard-checkout-api-pinned/*/SyntheticsReport-*.json');
  expect(allowed['cloudformation:DescribeStackEvents']).toBe('{"Ref":"AWS::StackId"}');
  expect(Object.keys(allowed).filter((action) => /\*/.test(action))).toEqual([]);
});

test('of ECS it asks for one service, and the tasks of one cluster', () => {
  const { stack } = shop();
  const allowed = permissionsOf(Template.fromStack(stack).toJSON() as CloudFormationTemplate);
  expect(
    Object.keys(allowed)
      .filter((action) => action.startsWith('ecs:'))
      .sort(),
  ).toEqual([
    'ecs:DescribeServiceDeployments',
    'ecs:DescribeServiceRevisions',
    'ecs:DescribeTaskDefinition',
    'ecs:DescribeTasks',
    'ecs:ListServiceDeployments',
    'ecs:ListTasks',
  ]);
  expect(allowed['ecs:DescribeServiceDeployments']).toContain(':service-deployment/');
  expect(Object.keys(allowed).filter((action) => action.startsWith('codedeploy:'))).toEqual([]);
});

test.each([
  ['functions', () => guardedFunction().stack],
  ['a service of ECS', () => shop().stack],
])('of %s, the event of the deployment and that of the alarm both tell', (_, stackOf) => {
  const template = Template.fromStack(stackOf());
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { 'detail-type': ['CloudWatch Alarm State Change'], detail: { state: { value: ['ALARM'] } } },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { 'detail-type': [Match.stringLikeRegexp('Deployment State.[cC]hange')] },
  });
});

function guardedFunction(): Service {
  const service = new Service();
  service.guard();
  return service;
}

test('the alarm opens no OpsItem of its own: it knows nothing of deployments', () => {
  const service = new Service();
  service.guard({ report: { opsItem: true } });
  const template = JSON.stringify(service.template());
  expect(template).not.toContain(':opsitem:');
  expect(template).toContain('"OPS_ITEM":"true"');
});

test("a chat's address in a secret is not in the template, and only this secret may be read", () => {
  const service = new Service();
  const webhookSecret = new Secret(service.stack, 'Chat');
  service.guard({ report: { webhookSecret } });
  const allowed = permissionsOf(service.template());
  expect(allowed['secretsmanager:GetSecretValue']).toMatch(/^{"Ref":"Chat\w+"}$/);
});

test('a chat with two addresses is refused', () => {
  const service = new Service();
  const webhookSecret = new Secret(service.stack, 'Chat');
  expect(() => service.guard({ report: { webhookSecret, webhookUrl: 'https://chat.example.com/hook' } })).toThrow(
    "Shop-Guard's report has webhookUrl and webhookSecret; a chat has one address: leave one out.",
  );
});
