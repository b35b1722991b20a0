import { Duration } from 'aws-cdk-lib';
import { type Assembly, loadAssembly } from '../../../lib/assembly';
import { deploymentOrder, type Template } from '../../../lib/engine/cloudformation';
import { blueGreenShop, shopOnServers } from '../../rehearsal/balanced-shops';
import { Service } from '../service';
import { shop } from '../shop-on-ecs';

// Whatever a guard deploys to: the same alarms, report, canaries that stop, dashboard and outputs.
const guards: Readonly<Record<string, { readonly synthesize: () => Assembly; readonly failed: object }>> = {
  Lambda: {
    synthesize: () => {
      const service = new Service();
      service.guard({ bake: Duration.minutes(5) }).runAgainst({ baseUrl: 'https://shop.example.com' });
      return loadAssembly(service.app.synth().directory);
    },
    failed: { state: ['FAILURE', 'STOP'] },
  },
  ECS: {
    synthesize: () => loadAssembly(shop().app.synth().directory),
    failed: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
  },
  'ECS by CodeDeploy': { synthesize: blueGreenShop, failed: { state: ['FAILURE', 'STOP'] } },
  servers: { synthesize: shopOnServers, failed: { state: ['FAILURE', 'STOP'] } },
};

describe.each(Object.entries(guards))('a guard of %s', (_, { synthesize, failed }) => {
  let template: Template;
  beforeAll(() => {
    template = synthesize().stacks[0]?.template ?? { Resources: {} };
  }, 60_000);
  const ofType = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type);
  const patterns = () => ofType('AWS::Events::Rule').map(({ Properties }) => Properties?.EventPattern);

  test('CloudFormation finds an order', () => {
    expect(deploymentOrder(template)).toHaveLength(Object.keys(template.Resources).length);
  });

  test('has one composite alarm of the release, and one that stays', () => {
    const names = ofType('AWS::CloudWatch::CompositeAlarm').map(({ Properties }) => Properties?.AlarmName);
    expect(names).toHaveLength(2);
    expect(names.filter((name) => name === 'Shop-Guard')).toHaveLength(1);
  });

  test('tells its topic when a deployment has failed, by an event or else by the alarm', () => {
    expect(ofType('AWS::SNS::Topic')).toHaveLength(1);
    expect(patterns()).toContainEqual(expect.objectContaining({ detail: expect.objectContaining(failed) }));
    expect(patterns()).toContainEqual(expect.objectContaining({ source: ['aws.cloudwatch'] }));
  });

  test('asks for a report later, should every event be lost', () => {
    const environments = ofType('AWS::Lambda::Function').map(
      ({ Properties }) => (Properties?.Environment as { Variables?: Record<string, unknown> })?.Variables ?? {},
    );
    const [asks] = environments.filter((variables) => 'REPORT_FUNCTION_ARN' in variables);
    expect(Object.keys(asks ?? {})).toEqual(expect.arrayContaining(['REPORT_AFTER_SECONDS', 'SCHEDULE_GROUP']));
  });

  test('stops its canaries when a deployment has ended, however it ended', () => {
    const ends = patterns().map((pattern) => JSON.stringify(pattern));
    expect(ends.filter((pattern) => /SUCCESS|COMPLETED/.test(pattern) && /FAIL/.test(pattern))).toHaveLength(1);
  });

  test('shows runbooks with the names of this stack', () => {
    const [board] = ofType('AWS::CloudWatch::Dashboard').map(({ Properties }) => JSON.stringify(Properties));
    expect(board).toContain('## Verify');
    expect(board?.match(/<[a-z-]+>/g) ?? []).toEqual([]);
  });

  test('gives its alarms as outputs under names that stay', () => {
    expect(Object.keys(template.Outputs ?? {})).toEqual(
      expect.arrayContaining(['GuardAlarmArn', 'GuardAlarmName', 'GuardStandingAlarmArn']),
    );
  });
});

test('servers have no hook: their canaries start with the deployment, against the address of users', () => {
  const [stack] = shopOnServers().stacks;
  const functions = Object.keys(stack?.template.Resources ?? {}).filter((id) => /^Guard.*Hooks/.test(id));
  expect(functions).toEqual([]);
  const patterns = Object.values(stack?.template.Resources ?? {}).map(({ Properties }) => Properties?.EventPattern);
  expect(patterns).toContainEqual(expect.objectContaining({ detail: expect.objectContaining({ state: ['START'] }) }));
  const [canary] = Object.values(stack?.template.Resources ?? {}).filter(
    ({ Type }) => Type === 'AWS::Synthetics::Canary',
  );
  expect(canary?.Properties).toMatchObject({
    Name: 'shop-guard-checkout-api-release',
    StartCanaryAfterCreation: false,
  });
}, 60_000);
