import { TemplateError } from '../../engine/cloudformation';
import { asObject, type JsonObject } from './json';
import { trust } from './role';

const APPLICATION = 'ServerlessDeploymentApplication';
const SERVICE_ROLE = 'CodeDeployServiceRole';

/** Names that SAM takes without `CodeDeployDefault.Lambda` before them. */
const predefined = new Set([
  'AllAtOnce',
  ...[5, 10, 15, 30].map((minutes) => `Canary10Percent${minutes}Minutes`),
  ...['1Minute', '2Minutes', '3Minutes', '10Minutes'].map((every) => `Linear10PercentEvery${every}`),
]);

export function isEnabled(preference: unknown): boolean {
  const enabled = asObject(preference)?.Enabled;
  return enabled !== false && enabled !== 'false' && enabled !== 'False';
}

/** The CodeDeploy resources of a template's DeploymentPreferences: a group each, one application and one role for all. */
export class Deployments {
  readonly #groups: Record<string, JsonObject> = {};
  /** Functions by the logical id of their deployment group. */
  readonly groups = new Map<string, string>();
  #needsRole = false;

  /** Adds a function's deployment group. Returns its alias' CodeDeployLambdaAliasUpdate; `undefined` where it has none. */
  add(functionId: string, preference: unknown, path: readonly string[]): JsonObject | undefined {
    const wanted = asObject(preference);
    if (wanted === undefined || !isEnabled(wanted)) return undefined;
    if (wanted.Type === undefined) {
      throw new TemplateError(
        `Resource with id [${functionId}] is invalid. 'DeploymentPreference' is missing required Property 'Type'`,
        [...path, 'DeploymentPreference'],
        'Add a Type, such as Canary10Percent5Minutes.',
      );
    }
    const groupId = `${functionId}DeploymentGroup`;
    const alarms = alarmConfiguration(wanted.Alarms);
    this.#needsRole ||= wanted.Role === undefined;
    this.groups.set(groupId, functionId);
    this.#groups[groupId] = {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ...(alarms !== undefined && { AlarmConfiguration: alarms }),
        ApplicationName: { Ref: APPLICATION },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
        },
        DeploymentConfigName: configName(wanted.Type),
        DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
        ServiceRoleArn: wanted.Role ?? { 'Fn::GetAtt': [SERVICE_ROLE, 'Arn'] },
        ...(wanted.TriggerConfigurations !== undefined && { TriggerConfigurations: wanted.TriggerConfigurations }),
      },
    };
    const hooks = asObject(wanted.Hooks) ?? {};
    return {
      ApplicationName: { Ref: APPLICATION },
      DeploymentGroupName: { Ref: groupId },
      ...(hooks.PreTraffic !== undefined && { BeforeAllowTrafficHook: hooks.PreTraffic }),
      ...(hooks.PostTraffic !== undefined && { AfterAllowTrafficHook: hooks.PostTraffic }),
    };
  }

  resources(): Readonly<Record<string, JsonObject>> {
    if (Object.keys(this.#groups).length === 0) return {};
    return {
      [APPLICATION]: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } },
      ...(this.#needsRole && {
        [SERVICE_ROLE]: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: trust('codedeploy.amazonaws.com'),
            ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda'],
          },
        },
      }),
      ...this.#groups,
    };
  }
}

function alarmConfiguration(alarms: unknown): unknown {
  if (Array.isArray(alarms)) {
    return alarms.length === 0 ? {} : { Enabled: true, Alarms: alarms.map((Name: unknown) => ({ Name })) };
  }
  const choice = asObject(alarms)?.['Fn::If'];
  return Array.isArray(choice)
    ? { 'Fn::If': [choice[0], alarmConfiguration(choice[1]) ?? choice[1], alarmConfiguration(choice[2]) ?? choice[2]] }
    : undefined;
}

function configName(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(configName);
  const object = asObject(type);
  if (object !== undefined)
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, configName(value)]));
  return typeof type === 'string' && predefined.has(type)
    ? { 'Fn::Sub': [`CodeDeployDefault.Lambda\${ConfigName}`, { ConfigName: type }] }
    : type;
}
