import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { ErrorRate, LogErrors } from '../../lib/alarms';
import { dependencyGraph, parseTemplate } from '../../lib/engine/cloudformation';
import { blueGreenApp } from '../rehearsal/balanced-shops';
import { Service } from './service';
import { shop } from './shop-on-ecs';

/**
 * What must exist before a resource, whichever order CloudFormation takes: another order of the same template is as good to it.
 * @returns types and logical ids of all that it waits for, and of all that it does not
 */
function around(json: object, isStart: (type: string, id: string) => boolean) {
  const template = parseTemplate(json);
  const graph = dependencyGraph(template);
  const start = graph.resources.find((id) => isStart(template.Resources[id]?.Type ?? '', id));
  const before = new Set<string>();
  const visit = (id: string): void => {
    for (const next of graph.dependenciesOf(id)) {
      if (before.has(next)) continue;
      before.add(next);
      visit(next);
    }
  };
  visit(String(start));
  const named = (id: string) => `${template.Resources[id]?.Type} ${id}`;
  return {
    before: [...before].map(named),
    later: graph.resources.filter((id) => !before.has(id) && id !== start).map(named),
  };
}

const isLive = (type: string, id: string) => type === 'AWS::Lambda::Alias' && id.includes('Live');

/** What no deployment asks for: it may come when it likes. */
const ASIDE =
  /Dashboard|CanaryArtifacts|S3AutoDelete|LiveCanaries|CDKMetadata|^AWS::EC2|CloudWatch::Alarm GuardNoTraffic/;

test('the shift of a function waits for all that the guard has', () => {
  const service = new Service();
  const log = new LogGroup(service.stack, 'Log');
  service.guard({
    payload: '1.0',
    signals: [ErrorRate.above(1), LogErrors.above(5, log, { versionField: '$.version' })],
  });
  const { later } = around(Template.fromStack(service.stack).toJSON(), isLive);
  expect(later.filter((one) => !ASIDE.test(one))).toEqual([]);
});

test('a pinned canary finds the second API complete, with its routes and the permission to invoke', () => {
  const service = new Service();
  service.guard({ payload: '1.0' });
  const { before } = around(Template.fromStack(service.stack).toJSON(), isLive);
  for (const type of [
    'ApiGatewayV2::Route',
    'ApiGatewayV2::Integration',
    'ApiGatewayV2::Stage',
    'Lambda::Permission GuardPaths',
  ]) {
    expect(before).toContainEqual(expect.stringContaining(type));
  }
});

test('a deployment of an ECS service waits for its hook, and for the permission to invoke it', () => {
  const { template } = shop();
  const { before, later } = around(template().toJSON(), (type) => type === 'AWS::ECS::Service');
  expect(before).toContainEqual(expect.stringMatching(/^AWS::IAM::Role GuardHookRole/));
  expect(before).toContainEqual(expect.stringMatching(/^AWS::Scheduler::ScheduleGroup/));
  // What refers to the service, and is of no use to its first deployment.
  const watching = /RollbackReport|AfterDeployment|GuardStanding|WaitsRoleDefaultPolicy/;
  expect(later.filter((one) => !ASIDE.test(one) && !watching.test(one))).toEqual([]);
});

test('a deployment by CodeDeploy, which knows the hooks alone, waits for all that the guard has', () => {
  const stack = blueGreenApp().node.findChild('Shop');
  const { before, later } = around(
    Template.fromStack(stack as Parameters<typeof Template.fromStack>[0]).toJSON(),
    (type) => type === 'Custom::EcsDeployment',
  );
  expect(before).toContainEqual(expect.stringMatching(/^AWS::IAM::Policy DeploymentsServiceRole/));
  expect(before).toContainEqual(expect.stringMatching(/^AWS::Events::Rule GuardRollbackReport/));
  expect(later.filter((one) => !ASIDE.test(one))).toEqual([]);
});
