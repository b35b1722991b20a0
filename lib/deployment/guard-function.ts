import { join, resolve } from 'node:path';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundledAsset, importable } from '../synthetics';
import type { Waits } from './waits';

export interface GuardFunctionProps {
  /** The folder that has it: beside this file, or an absolute path. @default 'hooks' */
  readonly directory?: string;
  /** The file in it, without its `.handler.ts`. */
  readonly handler: string;
  readonly description: string;
  /** For what cannot wait for it and has to know it all the same. @default - CloudFormation names it */
  readonly functionName?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** By what it has itself, or the report, invoked later. @default - it never waits */
  readonly waits?: Waits;
}

/** A function of the guard itself: bundled from the folder beside this file, with a log group that ends and a role that can only what it does. */
export class GuardFunction extends LambdaFunction {
  readonly logs: LogGroup;
  private readonly named: string | undefined;

  constructor(scope: Construct, id: string, props: GuardFunctionProps) {
    const logs = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logs.grantWrite(role);
    const directory = resolve(__dirname, props.directory ?? 'hooks');
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(
        directory,
        bundledAsset({
          source: `export { handler } from ${importable(join(directory, `${props.handler}.handler`))};`,
          directory,
          target: 'node24',
          external: ['@aws-sdk/*', '@smithy/*'],
        }),
      ),
      description: props.description,
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
      environment: { ...props.waits?.environment, ...props.environment },
      // A round asks a few questions and returns; the time is for a slow answer.
      timeout: Duration.minutes(2),
      memorySize: 256,
      tracing: Tracing.DISABLED,
      logGroup: logs,
      role,
    });
    this.logs = logs;
    this.named = props.functionName;
    props.waits?.allow(this);
  }

  /** Allows actions on named resources. */
  allow(actions: string[], resources: string[]): void {
    if (resources.length > 0) this.addToRolePolicy(new PolicyStatement({ actions, resources }));
  }

  /** Its ARN for those that it waits for: without a reference to it, where it has a name. */
  get knownArn(): string {
    return this.named === undefined ? this.functionArn : this.arnByName;
  }

  /** Its ARN without a reference to it. @throws where CloudFormation names it */
  get arnByName(): string {
    if (this.named === undefined) throw new Error(`${this.node.path} has no functionName.`);
    return Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: this.named,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Has it ask for a report of a deployment, to be there when every event is lost. */
  reportLater(reportArn: string, after: Duration): void {
    this.addEnvironment('REPORT_FUNCTION_ARN', reportArn);
    this.addEnvironment('REPORT_AFTER_SECONDS', String(after.toSeconds()));
  }
}
