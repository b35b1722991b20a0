import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ErrorRate, SyntheticSuccess } from '../../lib/alarms';
import { GuardedDeployment, type GuardedDeploymentProps, TrafficShift } from '../../lib/deployment';
import { type Template as CloudFormationTemplate, parseTemplate, Resolver } from '../../lib/engine/cloudformation';

/** A stack with one small function, as the guard's tests need it. */
export class Service {
  readonly app: App;
  readonly stack: Stack;
  readonly fn: LambdaFunction;

  constructor(context: Record<string, string> = {}) {
    this.app = new App({ context });
    this.stack = new Stack(this.app, 'Shop');
    this.fn = this.function('Handler');
  }

  function(id: string): LambdaFunction {
    return new LambdaFunction(this.stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    });
  }

  guard(props: Partial<GuardedDeploymentProps> = {}, id = 'Guard'): GuardedDeployment {
    return new GuardedDeployment(this.stack, id, {
      functions: [this.fn],
      shift: TrafficShift.canary({ percentage: 10, interval: Duration.minutes(10) }),
      signals: [ErrorRate.above(1), SyntheticSuccess.below(90)],
      expectedRequestsPerMinute: 1200,
      canaries: [{ script: 'canaries/checkout-api.ts' }],
      ...props,
    });
  }

  template(): CloudFormationTemplate {
    return parseTemplate(Template.fromStack(this.stack).toJSON());
  }

  /** The value of one of the stack's outputs then. */
  output(name: string): unknown {
    const template = this.template();
    const output = this.resolver(template).resolve(template.Outputs?.[name]) as { readonly Value?: unknown };
    return output.Value;
  }

  private resolver(template: CloudFormationTemplate): Resolver {
    return new Resolver({
      template,
      parameters: {},
      region: 'eu-west-1',
      account: '111122223333',
      stackName: 'Shop',
      attributeOf: (id: string, attribute: string) => {
        if (attribute === 'Version') return '12';
        return attribute === 'Arn' ? `arn:aws:service:eu-west-1:111122223333:${id}` : `${id}.${attribute}`;
      },
      refOf: (id: string) => (id.startsWith('Handler') ? 'shop-handler' : id),
      importOf: () => undefined,
    });
  }

  /** The resources of one type with the values that they have when CloudFormation has published version 12. */
  released(type: string): Record<string, Record<string, unknown>> {
    const template = this.template();
    return this.resolver(template).resolve(ofType(template, type)) as Record<string, Record<string, unknown>>;
  }
}

/** The resources of one type, by logical id. */
export function ofType(template: CloudFormationTemplate, type: string): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [id, resource.Properties ?? {}]),
  );
}
