import { Duration, type Environment, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Bake, DeploymentWindow, GuardedPipeline, PipelineSource } from '../pipeline';
import { StorefrontStack } from './storefront/storefront-stack';

/** Context: the ARN of a connection of CodeConnections, the repository (`owner/name`) and its branch. */
const CONNECTION = 'aviary:connection';
const REPOSITORY = 'aviary:repository';
const BRANCH = 'aviary:branch';

export interface PipelineStackProps extends StackProps {
  /** Where the stages are. @default - the pipeline's own account and Region */
  readonly environments?: Readonly<Partial<Record<'Beta' | 'Gamma' | 'OneBox' | 'Production', Environment>>>;
}

/** One place where the shop is deployed. */
class StorefrontStage extends Stage {
  readonly storefront: StorefrontStack;

  constructor(scope: Construct, id: string, env: Environment | undefined) {
    super(scope, id, env === undefined ? {} : { env });
    this.storefront = new StorefrontStack(this, 'Storefront', { description: `The shop, ${id}` });
  }
}

/**
 * The pipeline that deploys the shop: beta, gamma, one box, then production. Without a connection in the context its source
 * is a bucket that takes uploads, so that it can be deployed before anybody has connected a repository.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps = {}) {
    const { environments = {}, ...stackProps } = props;
    super(scope, id, stackProps);
    const { source, context } = sourceOf(this);
    const window = DeploymentWindow.officeHours();
    const beta = new StorefrontStage(this, 'Beta', environments.Beta);
    const gamma = new StorefrontStage(this, 'Gamma', environments.Gamma);
    const oneBox = new StorefrontStage(this, 'OneBox', environments.OneBox);
    const production = new StorefrontStage(this, 'Production', environments.Production);
    const alarmsOf = ({ storefront }: StorefrontStage) => [storefront.productionErrors];

    new GuardedPipeline(this, 'Pipeline', {
      source,
      commands: ['npm ci', 'npm run lint', 'npm test', ['npx cdk synth --quiet', ...context].join(' ')],
      waves: [
        { stages: [{ stage: beta }] },
        { stages: [{ stage: gamma, bake: Bake.of({ duration: Duration.minutes(10) }) }] },
        {
          stages: [
            {
              stage: oneBox,
              alarms: alarmsOf(oneBox),
              bake: Bake.of({ duration: Duration.minutes(30), minRequests: 1_000 }),
            },
          ],
          window,
        },
        {
          stages: [
            {
              stage: production,
              alarms: alarmsOf(production),
              bake: Bake.of({ duration: Duration.minutes(30), minRequests: 10_000 }),
            },
          ],
          window,
        },
      ],
      cliVersion: '2.1148.1',
    });
  }
}

/**
 * The source, and the context that the pipeline's own synthesis needs to come to the same.
 * @throws where the context names a repository without a connection, or a connection without a repository
 */
function sourceOf(scope: Construct): { readonly source: PipelineSource; readonly context: readonly string[] } {
  const contextOf = (key: string): string | undefined => scope.node.tryGetContext(key);
  const connection = contextOf(CONNECTION);
  const repository = contextOf(REPOSITORY);
  const branch = contextOf(BRANCH);
  if (connection === undefined && repository === undefined) return { source: PipelineSource.upload(), context: [] };
  if (connection === undefined || repository === undefined) {
    const [given, missing] = connection === undefined ? [REPOSITORY, CONNECTION] : [CONNECTION, REPOSITORY];
    throw new Error(
      `The context has ${given} and no ${missing}; the pipeline's source takes both: ` +
        `cdk deploy -c ${CONNECTION}=arn:aws:codeconnections:… -c ${REPOSITORY}=owner/name. With neither it takes uploads.`,
    );
  }
  const context = Object.entries({ [CONNECTION]: connection, [REPOSITORY]: repository, [BRANCH]: branch });
  return {
    source: PipelineSource.connection(connection, repository, branch),
    context: context.flatMap(([key, value]) => (value === undefined ? [] : [`-c ${key}=${value}`])),
  };
}
