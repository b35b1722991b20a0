import { createHash } from 'node:crypto';
import { DefaultStackSynthesizer, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../synthetics';

/** The part of a role's ARN that its name is may have 64 characters; the last nine are a dash and eight of a hash. */
const READABLE = 55;

/**
 * A name for a role that another account's stack has to say: literal, and like no other pipeline's, since the names of roles hold
 * for all Regions of an account.
 */
export function roleName(pipeline: Construct, pipelineName: string, purpose: string): string {
  const { account, region, stackName } = Stack.of(pipeline);
  const parts = [account, region, stackName, pipeline.node.path, pipelineName, purpose];
  const hash = createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 8);
  const readable = `${pipelineName}-${purpose}`.replace(/[^\w+=,.@-]/g, '-').slice(0, READABLE);
  return `${readable}-${hash}`;
}

/** The ARN of a role by its name, for a policy or a setting of `scope`'s stack. */
export function roleArn(scope: Construct, account: string, name: string): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', account, resource: 'role', resourceName: name });
}

/**
 * What a pipeline needs in another account that it deploys to: one small stack, which `cdk deploy` of the pipeline deploys before
 * the pipeline's own. It has a role for each stage there.
 */
export class StageAccount extends Stack {
  /**
   * The stack for an account; made where the pipeline has none there yet.
   * @param region where it is put: the first stage's, since that Region is bootstrapped; its roles hold for all
   */
  static inAccount(pipeline: Construct, account: string, region: string | undefined): StageAccount {
    const own = Stack.of(pipeline);
    const app = Stage.of(pipeline) ?? own;
    // With the pipeline's Region in it: in the other account two pipelines of one name may meet.
    const place = Token.isUnresolved(own.region) ? '' : `-${own.region}`;
    const id = `${own.stackName}${place}-gates-${account}`;
    const known = app.node.tryFindChild(id);
    if (known instanceof StageAccount) return known;
    return new StageAccount(app, id, own, account, region ?? own.region);
  }

  private constructor(scope: Construct, id: string, pipeline: Stack, account: string, region: string) {
    const qualifier = pipeline.synthesizer.bootstrapQualifier;
    super(scope, id, {
      stackName: id,
      env: { account, region },
      description: `What the pipeline of ${pipeline.stackName} may ask of this account`,
      synthesizer: new DefaultStackSynthesizer(qualifier === undefined ? {} : { qualifier }),
    });
    // So that the pipeline's update of itself deploys it first, too.
    pipeline.addStackDependency(this);
  }
}

/**
 * What a stage's gates and its entry condition become in the stage's account: who may read its alarms and run its canaries. The
 * pipeline's account is trusted as far as a condition lets it: to the roles that are named, and no other. A role that is named
 * as principal would have to be there first, and its stack comes after this one.
 */
export class StageRole extends Role {
  readonly arnInPipeline: string;
  private readonly trusted: string[] = [];

  constructor(
    private readonly pipeline: Construct,
    pipelineName: string,
    stageName: string,
    account: string,
    region: string | undefined,
  ) {
    const name = roleName(pipeline, pipelineName, `${stageName}-stage`);
    super(StageAccount.inAccount(pipeline, account, region), name, {
      roleName: name,
      description: `Gates of the stage ${stageName} of ${pipelineName}`,
      assumedBy: new AccountPrincipal(Stack.of(pipeline).account).withConditions({
        ArnEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => [...new Set(this.trusted)] }) },
      }),
    });
    this.arnInPipeline = roleArn(pipeline, account, name);
  }

  /** Lets a role of the pipeline's account assume this one. */
  trust(name: string): void {
    this.trusted.push(roleArn(this, Stack.of(this.pipeline).account, name));
  }

  allow(actions: readonly string[], resources: readonly string[], reason: string): void {
    this.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    const wildcards = resources.filter((resource) => resource.includes('*'));
    if (wildcards.length > 0) acknowledgeWildcards(this, wildcards, reason);
  }
}
