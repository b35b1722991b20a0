import { type DeploymentError, DeploymentRefusedError, rolePermissions } from '../../../engine/codedeploy';
import { functionArn, type Permissions } from '../../permissions';
import { type Account, arn } from '../../world/account';
import { parseReference } from '../lambda/functions';
import type { DeploymentGroups } from './resources';

export interface ServiceRolesPorts {
  readonly account: Account;
  readonly permissions: Permissions;
  readonly groups: DeploymentGroups;
}

interface Group {
  readonly application: string;
  readonly name: string;
}

/** AWS' own policies for CodeDeploy know hooks by their names. */
const nameHint =
  "or begin the function's name with CodeDeployHook_, which is all that AWSCodeDeployRoleForLambda allows CodeDeploy to invoke";

/** What CodeDeploy does by the service roles of its deployment groups, as far as these allow it. */
export class ServiceRoles {
  constructor(private readonly ports: ServiceRolesPorts) {}

  /** @throws where the group's role does not let CodeDeploy read the alarm */
  readAlarm(alarm: string, group: Group): void {
    if (!this.#known(group)?.alarmsEnabled) return;
    const refusal = this.#refusal(
      group,
      'cloudwatch:DescribeAlarms',
      arn(this.ports.account, 'cloudwatch', `alarm:${alarm}`),
    );
    if (refusal !== undefined) throw new Error(refusal);
  }

  /** @throws DeploymentRefusedError where the group's role does not let CodeDeploy invoke the hook */
  invokeHook(hook: { readonly functionName: string; readonly application: string; readonly group: string }): void {
    const group = { application: hook.application, name: hook.group };
    const { functionName, qualifier } = parseReference(hook.functionName);
    const target = functionArn(this.ports.account, functionName, qualifier);
    const refusal = this.#refusal(group, 'lambda:InvokeFunction', target, nameHint);
    if (refusal !== undefined)
      throw new DeploymentRefusedError(rolePermissions(this.#roleOf(group) ?? '', 'AWSLambda'));
  }

  /** Why a group cannot move the alias of a function; `undefined`: it can. */
  aliasRefusal(
    group: Group,
    { functionName, alias }: { readonly functionName: string; readonly alias: string },
  ): DeploymentError | undefined {
    const [plain, qualified] = [undefined, alias].map((one) => functionArn(this.ports.account, functionName, one));
    for (const action of ['lambda:GetAlias', 'lambda:UpdateAlias']) {
      // AWS does not say on which of the two it is asked.
      if (qualified !== undefined && this.#isAllowed(group, action, qualified)) continue;
      if (plain !== undefined && this.#refusal(group, action, plain) !== undefined)
        return rolePermissions(this.#roleOf(group) ?? '', 'AWSLambda');
    }
    return undefined;
  }

  /** Finds triggers that the roles do not let CodeDeploy publish to: nobody would hear of a deployment. */
  findMuteTriggers(): void {
    for (const group of this.ports.groups.all()) {
      for (const { TriggerTargetArn } of this.ports.groups.settingsOf(group).TriggerConfigurations)
        this.#refusal(group, 'sns:Publish', TriggerTargetArn);
    }
  }

  #known({ application, name }: Group) {
    return [...this.ports.groups.all()].find((group) => group.application === application && group.name === name);
  }

  #roleOf(group: Group): string | undefined {
    const known = this.#known(group);
    return known && this.ports.groups.settingsOf(known).ServiceRoleArn;
  }

  #isAllowed(group: Group, action: string, resource: string): boolean {
    const roleArn = this.#roleOf(group);
    if (roleArn === undefined) return true;
    return this.ports.permissions.isAllowed({
      who: 'CodeDeploy',
      asker: { roleArn, session: group.name },
      action,
      resource,
    });
  }

  #refusal(group: Group, action: string, resource: string, hint?: string): string | undefined {
    const roleArn = this.#roleOf(group);
    if (roleArn === undefined) return undefined;
    const asker = { roleArn, session: group.name };
    return this.ports.permissions.refusal({
      who: 'CodeDeploy',
      asker,
      action,
      resource,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
