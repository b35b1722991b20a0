import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { GuardedDeployment } from '../../lib/deployment';
import { deploymentOrder, type Template } from '../../lib/engine/cloudformation';
import { Service } from './service';

/** What may stand in front of the live alias; each waits for it, and its live canaries wait for each. */
const fronts: Record<string, (service: Service, guard: GuardedDeployment) => string> = {
  'an HTTP API': (service, guard) =>
    new HttpApi(service.stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Live', guard.live) })
      .apiEndpoint,
  'a REST API': (service, guard) => new LambdaRestApi(service.stack, 'Api', { handler: guard.live }).url,
  'a URL of the live alias': (_, guard) => guard.live.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url,
};

function positions(template: Template): (type: string, part?: string) => number[] {
  const order = deploymentOrder(template);
  return (type, part = '') =>
    order.flatMap((id, index) => (template.Resources[id]?.Type === type && id.includes(part) ? [index] : []));
}

describe.each(Object.entries(fronts))('behind %s', (_, front) => {
  const service = new Service();
  const guard = service.guard();
  guard.runAgainst({ baseUrl: front(service, guard) });
  const template = service.template();

  test('CloudFormation finds an order to create the guard in', () => {
    expect(deploymentOrder(template)).toHaveLength(Object.keys(template.Resources).length);
  });

  test('the shift begins when the alarms, the hooks, the candidate and the pinned canaries are there', () => {
    const at = positions(template);
    const [live = -1] = at('AWS::Lambda::Alias', 'Live');
    const before = [
      ...at('AWS::CloudWatch::Alarm'),
      ...at('AWS::CloudWatch::CompositeAlarm', 'GuardAlarm'),
      ...at('AWS::CodeDeploy::DeploymentGroup'),
      ...at('AWS::Lambda::Alias', 'Candidate'),
      ...at('AWS::Lambda::Function', 'AllowTraffic'),
      ...at('AWS::Synthetics::Canary', 'Pinned'),
      ...at('AWS::Events::Rule'),
      ...at('AWS::IAM::Policy', 'DeploymentRole'),
      ...at('AWS::IAM::Policy', 'WaitsRole'),
    ];
    expect(before).toHaveLength(13);
    expect(Math.max(...before)).toBeLessThan(live);
  });

  test('the live canaries come after what users reach', () => {
    const at = positions(template);
    const [live = -1] = at('AWS::Lambda::Alias', 'Live');
    const [canary = -1] = at('AWS::Synthetics::Canary', 'LiveCanaries');
    expect(canary).toBeGreaterThan(live);
  });
});
