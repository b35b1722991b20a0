import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { parseScenario, type Scenario } from '../../lib/rehearsal';

const work = mkdtempSync(join(tmpdir(), 'aviary-test-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A template of a few lines, as a file of its own. */
export function templateOf(name: string, text: string): Assembly {
  const file = join(work, name);
  writeFileSync(file, text);
  return loadAssembly(file);
}

/** A short release under some traffic; `more` are lines of the scenario. */
export function shortRelease(more = ''): Scenario {
  return parseScenario(
    `name: short\nwarmUp: 1m\n${more}\n${/^traffic:/m.test(more) ? '' : 'traffic: { requestsPerMinute: 120 }'}`,
    '-',
  );
}

/** A function that answers 200, released all at once by an alias that nothing watches; `resources` are indented by two. */
export function releasedFunction(resources = '', sections = ''): string {
  return `
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/fn
      Code: { ZipFile: "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });" }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Live:
    Type: AWS::Lambda::Alias
    Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version }
    UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: !Ref App, DeploymentGroupName: !Ref Group } }
  App: { Type: AWS::CodeDeploy::Application, Properties: { ComputePlatform: Lambda } }
  Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref App
      ServiceRoleArn: arn:aws:iam::123456789012:role/deploy
      DeploymentConfigName: CodeDeployDefault.LambdaCanary10Percent5Minutes
  ApisMayCallFn:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com }
  ApisMayCallLive:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Live, Principal: apigateway.amazonaws.com }
${resources}
${sections}`;
}
