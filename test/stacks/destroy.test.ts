import { App } from 'aws-cdk-lib';
import { PipelineStack, StorefrontStack } from '../../lib/stacks';
import { shop } from '../deployment/shop-on-ecs';
import { blueGreenShop, shopOnServers } from '../rehearsal/balanced-shops';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

function ofApp(app: App): Record<string, Resource>[] {
  return app.synth().stacksRecursively.map(({ template }) => template.Resources);
}

const stacks: Readonly<Record<string, () => Record<string, Resource>[]>> = {
  'the storefront and its pipeline': () => {
    const app = new App();
    new StorefrontStack(app, 'Storefront');
    new PipelineStack(app, 'StorefrontPipeline');
    return ofApp(app);
  },
  'a guard of an ECS service': () => ofApp(shop().app),
  'a guard of ECS blue/green by CodeDeploy': () =>
    blueGreenShop().stacks.map(({ template }) => template.Resources as never),
  'a guard of servers': () => shopOnServers().stacks.map(({ template }) => template.Resources as never),
};

describe.each(Object.entries(stacks))('%s leaves nothing behind', (_, synthesize) => {
  let resources: [string, Resource][];
  beforeAll(() => {
    // What a team has beside its guard is its own affair; of a guard and of what CDK adds for it, all goes.
    resources = synthesize().flatMap((all) =>
      Object.entries(all).filter(([id]) => !/^(Deployments|Task|Cluster)/.test(id)),
    );
  }, 60_000);
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);

  test('no resource is kept, but for versions, which go with their function', () => {
    const kept = resources.filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'));
    expect(kept.filter(([, { Type }]) => Type !== 'AWS::Lambda::Version').map(([id]) => id)).toEqual([]);
  });

  test('every function logs into a group of the stack: one that Lambda makes has no end and stays', () => {
    const without = ofType('AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties?.LoggingConfig === undefined,
    );
    expect(without.map(([id]) => id)).toEqual([]);
  });

  test('every canary has a log group in the stack', () => {
    const names = ofType('AWS::Logs::LogGroup').map(([, { Properties }]) =>
      JSON.stringify(Properties?.LogGroupName ?? ''),
    );
    const canaries = ofType('AWS::Synthetics::Canary').map(([id]) => id);
    expect(canaries.filter((id) => !names.some((name) => name.includes(`"${id}","Id"`)))).toEqual([]);
  });

  test('every log group ends', () => {
    const endless = ofType('AWS::Logs::LogGroup').filter(
      ([, { Properties }]) => Properties?.RetentionInDays === undefined,
    );
    expect(endless.map(([id]) => id)).toEqual([]);
  });
});
