import { RemovalPolicy } from 'aws-cdk-lib';
import {
  Alias,
  CfnAlias,
  CfnFunction,
  CfnVersion,
  type IFunction,
  type IVersion,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { CandidateFunction } from '../alarms';
import { deployedStack } from './report-permissions';

/** The alias that takes production traffic where the guard makes it. */
const LIVE = 'live';

/** The alias that points to the new version before the live one begins to move. */
const CANDIDATE = 'candidate';

/**
 * One function of a guard: its version, kept; the alias that serves users; and the alias that points to the candidate. An
 * alias that exists is adopted: its name and its logical id stay, so CloudFormation replaces nothing.
 */
export class GuardedFunction extends Construct {
  readonly live: Alias;
  readonly candidate: Alias;
  readonly version: IVersion;
  /** The live alias' resource: what waits for the guard. */
  readonly liveResource: CfnAlias;
  readonly metrics: CandidateFunction;

  /** @throws where the alias has a deployment group already, or is of another stack than the guard. */
  constructor(
    scope: Construct,
    id: string,
    private readonly target: LambdaFunction | Alias,
    label: string,
  ) {
    super(scope, id);
    refuseOtherStack(this, target);
    this.live = isAlias(target) ? target : new Alias(this, 'Live', { aliasName: LIVE, version: target.currentVersion });
    this.liveResource = resourceOf(this.live);
    refuseSecondGuard(this.live, this.liveResource);
    this.version = this.live.version;
    retain(this.version);
    this.candidate = new Alias(this, 'Candidate', {
      aliasName: candidateName(this.version.lambda, this.liveResource.name),
      version: this.version,
      description: 'The version being deployed, before it takes traffic: for pinned canaries alone',
    });
    this.metrics = {
      label,
      functionName: this.version.lambda.functionName,
      aliasName: this.liveResource.name,
      version: this.version.version,
    };
  }

  /** Where the function logs: its own log group, or the one that Lambda makes. */
  get logGroupName(): string {
    const { defaultChild } = this.version.lambda.node;
    const logging = defaultChild instanceof CfnFunction ? defaultChild.loggingConfig : undefined;
    const given = logging !== undefined && 'logGroup' in logging ? logging.logGroup : undefined;
    return given ?? `/aws/lambda/${this.metrics.functionName}`;
  }

  /** Whether this is the guard's own of what it was given: the function itself, or one of its aliases. */
  isOf(target: LambdaFunction | Alias): boolean {
    return target === this.target || target === this.live || target === this.version.lambda;
  }
}

const guarded = new WeakSet<IFunction>();

/** Two guarded aliases of one function have a candidate each, and names that differ. */
function candidateName(fn: IFunction, liveName: string): string {
  const name = guarded.has(fn) ? `${CANDIDATE}-${liveName}` : CANDIDATE;
  guarded.add(fn);
  return name;
}

/**
 * A version that another stack exports is a new export with each release, and CloudFormation takes no export away that is in use: the
 * second release would never get through. Nested stacks have parameters instead.
 */
function refuseOtherStack(scope: Construct, target: LambdaFunction | Alias): void {
  const [own, other] = [deployedStack(scope), deployedStack(target)];
  if (own === other) return;
  throw new Error(
    `${target.node.path} is of the stack ${other.node.path}, and its guard of ${own.node.path}: each release would export a new ` +
      'version while the last one is in use, which CloudFormation refuses. Guard it in the stack that has it.',
  );
}

function isAlias(target: LambdaFunction | Alias): target is Alias {
  return 'aliasName' in target;
}

function resourceOf(alias: Alias): CfnAlias {
  const resource = alias.node.defaultChild;
  if (!(resource instanceof CfnAlias)) {
    throw new Error(
      `${alias.node.path} is an alias that another stack or nobody's template made: the shift is an UpdatePolicy of the ` +
        "alias' own resource, so guard it in the stack that has it.",
    );
  }
  return resource;
}

function refuseSecondGuard(alias: Alias, resource: CfnAlias): void {
  if (resource.cfnOptions.updatePolicy?.codeDeployLambdaAliasUpdate !== undefined) {
    throw new Error(
      `${alias.node.path} has a deployment group already, and CodeDeploy shifts an alias by one: the second would win ` +
        'without a word. Put the signals of both into one guard.',
    );
  }
}

/**
 * CDK deletes the previous version after a successful update: there would be nothing left to go back to. One whose release was
 * rolled back goes, though: Lambda publishes no second version of the same code, so a retry of the release would fail.
 */
function retain(version: IVersion): void {
  const resource = version.node.defaultChild;
  if (resource instanceof CfnVersion) resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
}

/** Makes the functions of one guard; where there are several, their construct ids tell them apart. */
export function guardedFunctions(
  scope: Construct,
  targets: readonly (LambdaFunction | Alias)[],
): readonly GuardedFunction[] {
  if (targets.length === 0) {
    throw new Error(`${scope.node.path}: functions is empty; a guard has at least one function or alias.`);
  }
  const single = targets.length === 1;
  return targets.map((target) => {
    const label = labelOf(target);
    return new GuardedFunction(scope, single ? 'Function' : label, target, single ? '' : label);
  });
}

/** The guard's own of a function or an alias that it was given. @throws where it was not given it */
export function functionOf(functions: readonly GuardedFunction[], target?: LambdaFunction | Alias): GuardedFunction {
  const [first] = functions;
  const found = target === undefined ? first : functions.find((fn) => fn.isOf(target));
  if (!found) throw new Error(`${target?.node.path} is none of the guard's functions.`);
  return found;
}

function labelOf(target: LambdaFunction | Alias): string {
  const fn = isAlias(target) ? target.version.lambda : target;
  return fn.node.id.replace(/[^A-Za-z0-9]/g, '');
}
