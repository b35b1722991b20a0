import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { ErrorRate } from '../../lib/alarms';
import { GuardedDeployment, TrafficShift } from '../../lib/deployment';
import { deploymentOrder, parseTemplate } from '../../lib/engine/cloudformation';
import { ofType, Service } from './service';

/** A service that has its alias already, before and after it gets a guard. */
function service(): { service: Service; alias: Alias } {
  const service = new Service();
  const alias = new Alias(service.stack, 'Production', { aliasName: 'prod', version: service.fn.currentVersion });
  return { service, alias };
}

test('an alias that exists keeps its name, its logical id and its version', () => {
  const before = service();
  const unguarded = before.service.template();

  const after = service();
  const guard = after.service.guard({ functions: [after.alias], canaries: [], signals: [ErrorRate.above(1)] });
  const guarded = after.service.template();

  const [id] = Object.keys(ofType(unguarded, 'AWS::Lambda::Alias'));
  expect(guarded.Resources[id ?? '']?.Properties).toEqual(unguarded.Resources[id ?? '']?.Properties);
  expect(guarded.Resources[id ?? '']?.UpdatePolicy).toHaveProperty('CodeDeployLambdaAliasUpdate');
  expect(Object.keys(guarded.Resources)).toEqual(expect.arrayContaining(Object.keys(unguarded.Resources)));
  expect(guard.live).toBe(after.alias);
});

test('its alarms watch that alias', () => {
  const { service: adopted, alias } = service();
  adopted.guard({ functions: [alias], canaries: [], signals: [ErrorRate.above(1)] });
  const [alarm] = Object.values(adopted.released('AWS::CloudWatch::Alarm'));
  expect(JSON.stringify(alarm)).toContain('"Value":"shop-handler:prod"');
});

test('the version before is kept, so that there is something to go back to', () => {
  const { service: adopted, alias } = service();
  adopted.guard({ functions: [alias], canaries: [], signals: [ErrorRate.above(1)] });
  Template.fromStack(adopted.stack).hasResource('AWS::Lambda::Version', { DeletionPolicy: 'RetainExceptOnCreate' });
});

describe('several functions of one release', () => {
  const many = new Service();
  const orders = many.function('Orders');
  const guard = many.guard({
    functions: [many.fn, orders],
    signals: [ErrorRate.above(1)],
    canaries: [{ script: 'canaries/storefront-page.ts' }, { script: 'canaries/checkout-api.ts', serves: orders }],
  });
  const template = many.template();

  test('share one composite alarm and have a deployment group each', () => {
    expect(Object.keys(ofType(template, 'AWS::CloudWatch::CompositeAlarm'))).toEqual(['GuardAlarm', 'GuardStanding']);
    const groups = Object.values(ofType(template, 'AWS::CodeDeploy::DeploymentGroup'));
    expect(groups.map(({ AlarmConfiguration }) => AlarmConfiguration)).toEqual(
      Array(2).fill({
        Enabled: true,
        Alarms: ['GuardAlarm', 'GuardHandlerErrorRate', 'GuardOrdersErrorRate'].map((Ref) => ({ Name: { Ref } })),
      }),
    );
  });

  test('each canary is pinned to the function that serves it', () => {
    const urls = Object.keys(ofType(template, 'AWS::Lambda::Url'));
    expect(urls).toHaveLength(2);
    const bases = Object.values(ofType(template, 'AWS::Synthetics::Canary')).map(
      ({ RunConfig }) => (RunConfig as { EnvironmentVariables: Record<string, unknown> }).EnvironmentVariables.BASE_URL,
    );
    expect(bases).toEqual(urls.map((url) => ({ 'Fn::GetAtt': [url, 'FunctionUrl'] })));
  });

  test('each has its live alias', () => {
    expect(guard.live.lambda).toBe(many.fn);
    expect(guard.liveOf(orders).lambda).toBe(orders);
  });
});

test('every way for a release to end badly rolls back', () => {
  const stopped = new Service();
  stopped.guard({
    canaries: [],
    signals: [ErrorRate.above(1)],
    shift: TrafficShift.linear({ percentage: 7, interval: Duration.minutes(2) }),
  });
  const template = stopped.template();
  const [group] = Object.values(ofType(template, 'AWS::CodeDeploy::DeploymentGroup'));
  expect(group?.AutoRollbackConfiguration).toEqual({
    Enabled: true,
    Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
  });
  const [config] = Object.values(ofType(template, 'AWS::CodeDeploy::DeploymentConfig'));
  expect(config?.TrafficRoutingConfig).toEqual({
    Type: 'TimeBasedLinear',
    TimeBasedLinear: { LinearInterval: 2, LinearPercentage: 7 },
  });
});

test('functions that read events of REST APIs get a second API on the candidate', () => {
  const rest = new Service();
  rest.guard({ payload: '1.0' });
  const template = rest.template();
  expect(ofType(template, 'AWS::Lambda::Url')).toEqual({});
  expect(Object.values(ofType(template, 'AWS::ApiGatewayV2::Integration'))).toEqual([
    expect.objectContaining({ PayloadFormatVersion: '1.0' }),
  ]);
  expect(Object.values(ofType(template, 'AWS::ApiGatewayV2::Route'))).toEqual([
    expect.objectContaining({ AuthorizationType: 'AWS_IAM' }),
  ]);
});

test('two aliases of one function have a candidate each', () => {
  const { service: adopted, alias } = service();
  const partners = new Alias(adopted.stack, 'Partners', { aliasName: 'partners', version: adopted.fn.currentVersion });
  adopted.guard({ functions: [alias] });
  adopted.guard({ functions: [partners] }, 'PartnersGuard');
  const names = Object.values(ofType(adopted.template(), 'AWS::Lambda::Alias')).map(({ Name }) => Name);
  expect(names.sort()).toEqual(['candidate', 'candidate-partners', 'partners', 'prod']);
});

test('a function is guarded in the stack that has it: an exported version could never change', () => {
  const { service: adopted, alias } = service();
  const other = new Stack(adopted.app, 'Other');
  for (const target of [adopted.fn, alias]) {
    expect(
      () =>
        new GuardedDeployment(other, `Of${target.node.id}`, {
          functions: [target],
          shift: TrafficShift.allAtOnce(),
          signals: [ErrorRate.above(1)],
          expectedRequestsPerMinute: 1200,
        }),
    ).toThrow(`${target.node.path} is of the stack Shop, and its guard of Other`);
  }
});

test('a guard of a nested stack may guard a function of the stack around it', () => {
  const { service: outer } = service();
  const nested = new NestedStack(outer.stack, 'Nested');
  new GuardedDeployment(nested, 'Guard', {
    guardName: 'nested',
    functions: [outer.function('Orders')],
    shift: TrafficShift.canary({ percentage: 10, interval: Duration.minutes(10) }),
    signals: [ErrorRate.above(1)],
    expectedRequestsPerMinute: 1200,
  });
  for (const stack of [outer.stack, nested]) {
    const template = parseTemplate(Template.fromStack(stack).toJSON());
    expect(deploymentOrder(template)).toHaveLength(Object.keys(template.Resources).length);
  }
});
