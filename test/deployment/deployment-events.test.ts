import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ErrorRate } from '../../lib/alarms';
import { Service } from './service';

test('what CodeDeploy publishes to, it may publish to', () => {
  const service = new Service();
  const topic = new Topic(service.stack, 'Events');
  service.guard({ signals: [ErrorRate.above(1)], canaries: [], deploymentEvents: topic });
  const template = Template.fromStack(service.stack);
  const arn = { Ref: Match.stringLikeRegexp('^Events') };
  template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
    TriggerConfigurations: [
      { TriggerEvents: Match.arrayWith(['DeploymentStop', 'DeploymentRollback']), TriggerTargetArn: arn },
    ],
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish', Resource: arn })]) },
    Roles: [{ Ref: Match.stringLikeRegexp('DeploymentRole') }],
  });
});

test('a guard that tells nobody has no topic and no report', () => {
  const service = new Service();
  const guard = service.guard({ signals: [ErrorRate.above(1)], canaries: [], report: false });
  expect(guard.report).toBeUndefined();
  Template.fromStack(service.stack).resourceCountIs('AWS::SNS::Topic', 0);
});
