import { apps } from './apps';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

describe.each(Object.entries(apps))('%s leaves nothing behind', (_, make) => {
  let resources: [string, Resource][];
  beforeAll(() => {
    // What a team has beside its guard is its own affair; of a guard and of what CDK adds for it, all goes.
    const teams = /^(Handler|Deployments|Task|Cluster|Orders|Log[0-9A-F]|Events)/;
    resources = make()
      .synth()
      .stacksRecursively.flatMap(({ template }) => Object.entries<Resource>(template.Resources))
      .filter(([id]) => !teams.test(id));
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
