import { type Assembly, loadAssembly } from '../../../lib/assembly';
import { rehearse } from '../../../lib/rehearsal';
import { shop } from '../../deployment/shop-on-ecs';
import { edited, ofType, type Resources, scenarioFile, storefrontApp } from '../assemblies';
import { shortRelease, templateOf } from '../own-templates';

interface Statement {
  Action: string | string[];
}

/** Every policy of a template whose logical id begins so loses an action. */
function without(resources: Resources, action: string, of = ''): void {
  for (const [id, { Properties }] of Object.entries(resources)) {
    const policies = [{ PolicyDocument: Properties?.PolicyDocument }, ...(Properties?.Policies ?? [])];
    for (const { PolicyDocument: document } of id.startsWith(of) ? policies : []) {
      const kept = (document?.Statement ?? []).map((statement: Statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((one) => one !== action),
      }));
      if (document?.Statement !== undefined)
        document.Statement = kept.filter(({ Action }: { Action: string[] }) => Action.length > 0);
    }
  }
}

describe('a guard whose policies lack an action is found out before AWS sees it', () => {
  const storefront = storefrontApp();
  const released = (edit: (resources: Resources) => void) =>
    rehearse({ assembly: edited(storefront(), edit), scenario: scenarioFile('healthy-release.yaml') });

  test('a hook that may not call back leaves the deployment to its deadline', async () => {
    const { outcome, deployment, findings } = await released((resources) =>
      without(resources, 'codedeploy:PutLifecycleEventHookExecutionStatus', 'StorefrontHooksBefore'),
    );
    expect({ outcome, message: deployment?.message }).toEqual({
      outcome: 'rolled-back',
      message: expect.stringContaining('timed out while waiting for a status callback'),
    });
    expect(findings).toContainEqual(
      expect.stringMatching(
        /^The function Storefront-\S+ may not do codedeploy:PutLifecycleEventHookExecutionStatus on arn:aws:codedeploy:\S+: no policy of its role \S+ allows it\..* allow the action on that resource in a policy of the role\.$/,
      ),
    );
  }, 120_000);

  test('a pinned canary needs both permissions of a function URL', async () => {
    const { outcome, stoppedBy, findings } = await released((resources) =>
      without(resources, 'lambda:InvokeFunction', 'StorefrontPinned'),
    );
    expect({ outcome, stoppedBy }).toEqual({ outcome: 'rolled-back', stoppedBy: 'hook' });
    expect(findings).toContainEqual(
      expect.stringMatching(/^The canary storefront-\S+-pinned may not do lambda:InvokeFunction on \S+:candidate: /),
    );
  }, 120_000);

  test('alarms that CodeDeploy may not read stop the deployment', async () => {
    const { outcome, findings, deployment } = await released((resources) =>
      without(resources, 'cloudwatch:DescribeAlarms', 'StorefrontFunctionDeploymentRole'),
    );
    expect(outcome).not.toBe('succeeded');
    expect(deployment?.message).toContain('could not be retrieved');
    expect(findings).toContainEqual(expect.stringMatching(/^CodeDeploy may not do cloudwatch:DescribeAlarms on \S+: /));
  }, 120_000);

  test('an alias that CodeDeploy may not update is not moved', async () => {
    const { outcome, deployment } = await released((resources) =>
      without(resources, 'lambda:UpdateAlias', 'StorefrontFunctionDeploymentRole'),
    );
    expect({ outcome, code: deployment?.errorCode }).toEqual({ outcome: 'rolled-back', code: 'IAM_ROLE_PERMISSIONS' });
  }, 120_000);

  test('an event that a function does not let in does not arrive', async () => {
    const assembly = edited(storefront(), (resources) => {
      for (const { Properties } of ofType(resources, 'AWS::Lambda::Permission')) {
        if (JSON.stringify(Properties.FunctionName).includes('RollbackReport'))
          Properties.Principal = 's3.amazonaws.com';
      }
    });
    const { findings, ok } = await rehearse({ assembly, scenario: scenarioFile('checkout-fails-for-users.yaml') });
    expect(ok).toBe(true);
    expect(findings).toContainEqual(
      expect.stringMatching(
        /^The rule \S+ may not do lambda:InvokeFunction on \S+: .*Allow it to events\.amazonaws\.com/,
      ),
    );
    expect(findings.join()).not.toContain('published to topics');
  }, 120_000);

  test('an alias that the API may not invoke answers nobody', async () => {
    const { findings, requests } = await released((resources) => {
      for (const { Properties } of ofType(resources, 'AWS::Lambda::Permission')) {
        // The function as a whole is another resource than its alias.
        if (Properties.Principal === 'apigateway.amazonaws.com')
          Properties.FunctionName = { Ref: functionId(resources) };
      }
    });
    expect(requests.candidate).toBe(0);
    expect(findings).toContainEqual(
      expect.stringMatching(
        /^The API \S+ may not do lambda:InvokeFunction on \S+:live: .*an AWS::Lambda::Permission\)\.$/,
      ),
    );
  }, 120_000);
});

/** The logical id of the function that the alias belongs to. */
function functionId(resources: Resources): string {
  return ofType(resources, 'AWS::Lambda::Alias')[0]?.Properties.FunctionName.Ref;
}

test('a hook that ECS may not invoke rolls the service back', async () => {
  const assembly = edited(loadAssembly(shop().app.synth().directory), (resources) =>
    without(resources, 'lambda:InvokeFunction', 'GuardHookRole'),
  );
  const { outcome, stoppedBy, findings } = await rehearse({ assembly, scenario: shortRelease() });
  expect({ outcome, stoppedBy }).toEqual({ outcome: 'rolled-back', stoppedBy: 'hook' });
  expect(findings).toContainEqual(expect.stringMatching(/^ECS may not do lambda:InvokeFunction on /));
}, 120_000);

describe('a hook of SAM', () => {
  const sam = (hook: string, more = ''): Assembly =>
    templateOf(
      'template.yaml',
      `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      InlineCode: "exports.handler = async () => ({ statusCode: 200, body: 'ok' });"
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Hooks: { PreTraffic: !Ref Hook }
        ${more}
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      ${hook}
      Runtime: nodejs20.x
      Handler: index.handler
      DeploymentPreference: { Enabled: false, Role: '' }
      InlineCode: |
        const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
        exports.handler = ({ DeploymentId, LifecycleEventHookExecutionId }) =>
          new CodeDeployClient({}).send(new PutLifecycleEventHookExecutionStatusCommand({
            deploymentId: DeploymentId, lifecycleEventHookExecutionId: LifecycleEventHookExecutionId, status: 'Succeeded' }));
      Policies:
        - Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: !Sub 'arn:\${AWS::Partition}:codedeploy:\${AWS::Region}:\${AWS::AccountId}:deploymentgroup:\${ServerlessDeploymentApplication}/*'
`,
    );

  test('whose name does not begin with CodeDeployHook_ is not invoked: the role that SAM makes allows no other', async () => {
    const { outcome, deployment, findings } = await rehearse({ assembly: sam(''), scenario: shortRelease() });
    expect({ outcome, code: deployment?.errorCode }).toEqual({ outcome: 'rolled-back', code: 'IAM_ROLE_PERMISSIONS' });
    expect(deployment?.message).toContain(
      'does not give you permission to perform operations in the following AWS service: AWSLambda',
    );
    const said = findings.filter((finding) => finding.includes(' may not do '));
    expect(said).toEqual([
      expect.stringMatching(
        /^CodeDeploy may not do lambda:InvokeFunction on \S+: no policy of its role .*begin the function's name with CodeDeployHook_/,
      ),
    ]);
  }, 60_000);

  test('whose name does is', async () => {
    const named = sam('FunctionName: CodeDeployHook_check');
    const { outcome, findings } = await rehearse({ assembly: named, scenario: shortRelease() });
    expect({ outcome, refused: findings.filter((finding) => finding.includes(' may not do ')) }).toEqual({
      outcome: 'succeeded',
      refused: [],
    });
  }, 60_000);
});
