import type { ApiKind, Apis } from './apis';
import type { ExpandedFunction } from './function';
import { asObject, type JsonObject, picked, renamed } from './json';
import { trust } from './role';

interface Event {
  /** Function and event: what the resources of the event are named after. */
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly target: ExpandedFunction['target'];
  readonly common: JsonObject;
  /** The stage's name of a REST API, for the permission's logical id. */
  readonly stageOf: (apiId: string | undefined) => string;
}

/**
 * The resources of a function's Events. Events of APIs become routes of those APIs; the ones that a release does not
 * depend on and that are rare (Cognito, IoT, MSK and the like) become nothing.
 */
export function expandEvents(
  functionId: string,
  properties: JsonObject,
  target: ExpandedFunction['target'],
  common: JsonObject,
  apis: Apis,
  stageOf: (apiId: string | undefined) => string,
): Readonly<Record<string, JsonObject>> {
  const events = Object.entries(asObject(properties.Events) ?? {}).map(([name, value]): Event => {
    const event = asObject(value) ?? {};
    return {
      id: `${functionId}${name}`,
      type: String(event.Type),
      properties: asObject(event.Properties) ?? {},
      target,
      common,
      stageOf,
    };
  });
  return Object.assign({}, ...events.map((event) => resourcesOf(event, apis)));
}

function resourcesOf(event: Event, apis: Apis): Readonly<Record<string, JsonObject>> {
  const { id, properties, target, common } = event;
  switch (event.type) {
    case 'Api':
      return api('rest', event, apis);
    case 'HttpApi':
      return api('http', event, apis);
    case 'Schedule':
      return rule(event, { ScheduleExpression: properties.Schedule });
    case 'CloudWatchEvent':
    case 'EventBridgeRule':
      return rule(event, { EventPattern: properties.Pattern, ...picked(properties, ['EventBusName']) });
    case 'ScheduleV2':
      return schedule(event);
    case 'SNS':
      return {
        [id]: {
          Type: 'AWS::SNS::Subscription',
          ...common,
          Properties: {
            Endpoint: target.arn,
            Protocol: 'lambda',
            ...renamed(properties, { Topic: 'TopicArn', FilterPolicy: 'FilterPolicy', Region: 'Region' }),
          },
        },
        [`${id}Permission`]: permission(event, 'sns.amazonaws.com', properties.Topic),
      };
    case 'SQS':
    case 'Kinesis':
    case 'DynamoDB': {
      const { Queue, Stream, ...rest } = properties;
      return {
        [id]: {
          Type: 'AWS::Lambda::EventSourceMapping',
          ...common,
          Properties: { ...rest, EventSourceArn: Queue ?? Stream, FunctionName: target.ref },
        },
      };
    }
    default:
      return {};
  }
}

function api(kind: ApiKind, event: Event, apis: Apis): Readonly<Record<string, JsonObject>> {
  const { id, properties, target, common } = event;
  const apiId = logicalIdOf(properties[kind === 'rest' ? 'RestApiId' : 'ApiId']);
  const path = typeof properties.Path === 'string' ? properties.Path : '$default';
  const method = typeof properties.Method === 'string' ? properties.Method.toLowerCase() : 'any';
  apis.add(kind, apiId, {
    path,
    method,
    target: target.sub,
    payloadFormatVersion: properties.PayloadFormatVersion,
    timeoutInMillis: properties.TimeoutInMillis,
    ...(typeof common.Condition === 'string' && { condition: common.Condition }),
  });
  const partition = kind === 'rest' ? 'aws' : `\${AWS::Partition}`;
  const verb = method === 'any' ? '*' : method.toUpperCase();
  const resource = path === '$default' ? '*' : `${verb}${path.replace(/\{[^}]*\}/g, '*')}`;
  const source = {
    'Fn::Sub': [
      `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${resource}`,
      { __ApiId__: { Ref: apiId ?? (kind === 'rest' ? 'ServerlessRestApi' : 'ServerlessHttpApi') }, __Stage__: '*' },
    ],
  };
  const suffix = kind === 'rest' ? event.stageOf(apiId) : '';
  return { [`${id}Permission${suffix}`]: permission(event, 'apigateway.amazonaws.com', source) };
}

function rule(event: Event, trigger: JsonObject): Readonly<Record<string, JsonObject>> {
  const { id, properties, target, common } = event;
  const state =
    properties.State ?? (properties.Enabled === undefined ? undefined : properties.Enabled ? 'ENABLED' : 'DISABLED');
  return {
    [id]: {
      Type: 'AWS::Events::Rule',
      ...common,
      Properties: {
        ...trigger,
        ...picked(properties, ['Name', 'Description']),
        ...(state !== undefined && { State: state }),
        Targets: [
          { Arn: target.arn, Id: `${id}LambdaTarget`, ...picked(properties, ['Input', 'InputPath', 'RetryPolicy']) },
        ],
      },
    },
    [`${id}Permission`]: permission(event, 'events.amazonaws.com', { 'Fn::GetAtt': [id, 'Arn'] }),
  };
}

function schedule({ id, properties, target, common }: Event): Readonly<Record<string, JsonObject>> {
  const roleId = `${id}Role`;
  return {
    [id]: {
      Type: 'AWS::Scheduler::Schedule',
      ...common,
      Properties: {
        ...picked(properties, [
          'ScheduleExpression',
          'ScheduleExpressionTimezone',
          'State',
          'GroupName',
          'Description',
        ]),
        FlexibleTimeWindow: properties.FlexibleTimeWindow ?? { Mode: 'OFF' },
        Name: properties.Name ?? id,
        Target: {
          Arn: target.arn,
          RoleArn: properties.RoleArn ?? { 'Fn::GetAtt': [roleId, 'Arn'] },
          ...picked(properties, ['Input', 'RetryPolicy']),
        },
      },
    },
    ...(properties.RoleArn === undefined && {
      [roleId]: {
        Type: 'AWS::IAM::Role',
        ...common,
        Properties: {
          AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
          Policies: [
            {
              PolicyName: `${id}LambdaPolicy`,
              PolicyDocument: {
                Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: target.arn }],
              },
            },
          ],
        },
      },
    }),
  };
}

function permission({ target, common }: Event, Principal: string, SourceArn: unknown): JsonObject {
  return {
    Type: 'AWS::Lambda::Permission',
    ...common,
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: target.ref, Principal, SourceArn },
  };
}

function logicalIdOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const ref = asObject(value)?.Ref;
  return typeof ref === 'string' ? ref : undefined;
}
