import { Resolver, type ResourceDefinition, type Template } from '../engine/cloudformation';

export interface NamingScope {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
}

/** What a resource's name property is called, where it is not the type's last part and "Name". */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::LogAlarm': 'AlarmName',
  'AWS::CloudWatch::AlarmMuteRule': 'Name',
  'AWS::Synthetics::Canary': 'Name',
  'AWS::ApiGateway::RestApi': 'Name',
  'AWS::ApiGatewayV2::Api': 'Name',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::Lambda::Alias': 'Name',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Events::Rule': 'Name',
};

/** How ARNs of the resources are made that alarms and their dimensions tend to name. */
const arnResources: Readonly<Record<string, readonly [service: string, prefix: string]>> = {
  'AWS::CloudWatch::Alarm': ['cloudwatch', 'alarm:'],
  'AWS::CloudWatch::CompositeAlarm': ['cloudwatch', 'alarm:'],
  'AWS::CloudWatch::LogAlarm': ['cloudwatch', 'alarm:'],
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::SNS::Topic': ['sns', ''],
  'AWS::SQS::Queue': ['sqs', ''],
  'AWS::DynamoDB::Table': ['dynamodb', 'table/'],
  'AWS::StepFunctions::StateMachine': ['states', 'stateMachine:'],
  'AWS::SSMIncidents::ResponsePlan': ['ssm-incidents', 'response-plan/'],
};

/** Resources whose Ref is their ARN. */
const refIsArn = new Set(['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine', 'AWS::SSMIncidents::ResponsePlan']);

/**
 * The names that resources of a template have in a test, where nothing is deployed: the name that the template gives
 * them, else their logical id. Series name metrics' dimensions by them.
 */
export class PhysicalNames {
  readonly #resolving = new Set<string>();
  readonly resolver: Resolver;

  constructor(private readonly scope: NamingScope) {
    this.resolver = new Resolver({
      ...scope,
      refOf: (logicalId) => this.refOf(logicalId),
      attributeOf: (logicalId, attribute) => this.attributeOf(logicalId, attribute),
      importOf: (name) => name,
    });
  }

  /** The name of a resource, such as a function's FunctionName or its logical id. */
  nameOf(logicalId: string): string {
    const definition = this.scope.template.Resources[logicalId];
    const written = definition?.Properties?.[nameProperty(definition)];
    if (written === undefined || this.#resolving.has(logicalId)) return logicalId;
    this.#resolving.add(logicalId);
    try {
      const name = this.resolver.resolve(written, ['Resources', logicalId, 'Properties']);
      return typeof name === 'string' && name !== '' ? name : logicalId;
    } finally {
      this.#resolving.delete(logicalId);
    }
  }

  /** What Ref gives. */
  refOf(logicalId: string): string {
    const type = this.#type(logicalId);
    if (type === 'AWS::Lambda::Version') return `${this.#functionArn(logicalId)}:1`;
    if (type === 'AWS::Lambda::Alias') return `${this.#functionArn(logicalId)}:${this.nameOf(logicalId)}`;
    if (type === 'AWS::SQS::Queue')
      return `https://sqs.${this.scope.region}.amazonaws.com/${this.scope.account}/${this.nameOf(logicalId)}`;
    return refIsArn.has(type) ? this.#arn(logicalId) : this.nameOf(logicalId);
  }

  /** What Fn::GetAtt gives. An attribute that nobody can know before deployment is text that names it. */
  attributeOf(logicalId: string, attribute: string): string {
    const type = this.#type(logicalId);
    if (attribute === 'Arn' || attribute === 'TopicArn')
      return type === 'AWS::Lambda::Alias' || type === 'AWS::Lambda::Version'
        ? this.refOf(logicalId)
        : this.#arn(logicalId);
    if (attribute === 'FunctionArn' && type === 'AWS::Lambda::Version') return this.refOf(logicalId);
    if (attribute === 'Version' && type === 'AWS::Lambda::Version') return '1';
    if (attribute === 'Name' || attribute === 'QueueName' || attribute === 'TopicName') return this.nameOf(logicalId);
    return `${logicalId}.${attribute}`;
  }

  #arn(logicalId: string): string {
    const [service, prefix] = arnResources[this.#type(logicalId)] ?? [
      this.#type(logicalId).split('::')[1]?.toLowerCase(),
      '',
    ];
    return `arn:aws:${service}:${this.scope.region}:${this.scope.account}:${prefix}${this.nameOf(logicalId)}`;
  }

  /** The ARN of the function that a version or an alias belongs to; the template names it by name or ARN. */
  #functionArn(logicalId: string): string {
    const written = this.scope.template.Resources[logicalId]?.Properties?.FunctionName;
    const name = this.resolver.resolve(written, ['Resources', logicalId, 'Properties', 'FunctionName']);
    if (typeof name === 'string' && name.startsWith('arn:')) return name;
    return `arn:aws:lambda:${this.scope.region}:${this.scope.account}:function:${typeof name === 'string' ? name : logicalId}`;
  }

  #type(logicalId: string): string {
    return this.scope.template.Resources[logicalId]?.Type ?? '';
  }
}

function nameProperty({ Type }: ResourceDefinition): string {
  return nameProperties[Type] ?? `${Type.split('::').at(-1)}Name`;
}
