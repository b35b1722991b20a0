import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type Assembly, type AssemblyStack, loadAssembly } from '../../lib/assembly';
import { Bake } from '../../lib/pipeline';
import { parseScenario, type Rehearsal, rehearse } from '../../lib/rehearsal';
import { ShopStage, shopPipeline } from './shop';

jest.setTimeout(60_000);

const own = { account: '111122223333', region: 'eu-west-1' };
const gamma = { account: '444455556666', region: 'eu-west-1' };
const production = { account: '777788889999', region: 'us-east-1' };
const bake = Bake.of({ duration: Duration.minutes(5), minRequests: 300 });

/** A pipeline whose stages are in accounts of their own; production's in another Region as well. */
function delivery(): { readonly app: App; readonly stack: Stack } {
  return shopPipeline({
    env: own,
    waves: (scope) => [
      { stages: [{ stage: new ShopStage(scope, 'Beta') }] },
      { stages: [{ stage: new ShopStage(scope, 'Gamma', { env: gamma }), bake }] },
      { stages: [{ stage: new ShopStage(scope, 'Prod', { env: production, canaries: true }), bake }] },
    ],
  });
}

const { app, stack } = delivery();
const pipeline = Template.fromStack(stack);
/** The small stack that the pipeline has in an account. */
const inAccount = (account: string) =>
  Template.fromStack(app.node.children.find((node) => node instanceof Stack && node.account === account) as Stack);

/** Text with what CloudFormation fills in left out. */
const plain = (value: unknown): string =>
  JSON.stringify(value).replace(
    /\{"Fn::Join":\["",\[(.*?)\]\]\}/g,
    (_, parts: string) =>
      `"${parts
        .replace(/\{"Ref":"AWS::Partition"\}/g, '"aws"')
        .replace(/","/g, '')
        .replace(/^"|"$/g, '')}"`,
  );

describe('a stage in another account', () => {
  test('is asked by its gates as a role of that account, which trusts them and the pipeline by name', () => {
    const [role] = Object.values(inAccount(gamma.account).findResources('AWS::IAM::Role'));
    const trust = plain(role?.Properties.AssumeRolePolicyDocument.Statement);
    const gates = Object.values(pipeline.findResources('AWS::Lambda::Function')).filter(({ Properties }) =>
      plain(Properties.Environment?.Variables?.STAGE_ROLE ?? '').includes(
        `${gamma.account}:role/${role?.Properties.RoleName}`,
      ),
    );
    expect(gates).toHaveLength(2);
    const names = gates.map(({ Properties }) => {
      const [logicalId] = Properties.Role['Fn::GetAtt'];
      return pipeline.findResources('AWS::IAM::Role')[logicalId]?.Properties.RoleName;
    });
    for (const name of names) expect(trust).toContain(`arn:aws:iam::${own.account}:role/${name}`);
    expect(trust).toContain(`arn:aws:iam::${own.account}:role/Delivery-pipeline-`);
  });

  test('by a role that may read its alarms, count its requests and run its canaries, and nothing else', () => {
    const [policy] = Object.values(inAccount(production.account).findResources('AWS::IAM::Policy'));
    const statements = policy?.Properties.PolicyDocument.Statement as { Action: string[]; Resource: unknown }[];
    const allowed = new Map(
      statements.flatMap(({ Action, Resource }) => [Action].flat().map((one) => [one, plain(Resource)])),
    );
    expect(Object.fromEntries(allowed)).toEqual({
      'cloudwatch:DescribeAlarms': '"*"',
      'cloudwatch:GetMetricData': '"*"',
      'cloudformation:DescribeStacks': '"arn:aws:cloudformation:us-east-1:777788889999:stack/Prod-Shop/*"',
      'synthetics:GetCanary': '"arn:aws:synthetics:us-east-1:777788889999:canary:prod-shop-checkout-api-live"',
      'synthetics:GetCanaryRuns': '"arn:aws:synthetics:us-east-1:777788889999:canary:prod-shop-checkout-api-live"',
      'synthetics:StartCanary': '"arn:aws:synthetics:us-east-1:777788889999:canary:prod-shop-checkout-api-live"',
    });
  });

  test('has an entry condition that reads its alarm there', () => {
    const [resource] = Object.values(pipeline.findResources('AWS::CodePipeline::Pipeline'));
    const stage = resource?.Properties.Stages.find(({ Name }: { Name: string }) => Name === 'Prod');
    const [rule] = stage.BeforeEntry.Conditions[0].Rules;
    expect(rule.Region).toBe('us-east-1');
    const [role] = Object.values(inAccount(production.account).findResources('AWS::IAM::Role'));
    expect(plain(rule.RoleArn)).toBe(`"arn:aws:iam::777788889999:role/${role?.Properties.RoleName}"`);
    const names = Object.values(pipeline.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.RoleName);
    expect(names.some((name) => /^Delivery-pipeline-/.test(name))).toBe(true);
  });

  test('is deployed from artifacts that its account can decrypt, with a key that rotates', () => {
    pipeline.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    const keys = plain(pipeline.findResources('AWS::KMS::Key'));
    expect(keys).toContain(`arn:aws:iam::${gamma.account}:role/cdk-hnb659fds-deploy-role-${gamma.account}-eu-west-1`);
    const replica = app.node.children.find(
      (node) => node instanceof Stack && node.account === own.account && node.region === production.region,
    ) as Stack;
    const there = Template.fromStack(replica);
    there.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
    there.hasResourceProperties('AWS::S3::Bucket', { LifecycleConfiguration: Match.anyValue() });
    there.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('comes with stacks that are deployed before the pipeline, which can deploy them itself', () => {
    const before = stack.dependencies.map(({ account, region }) => `${account} ${region}`);
    expect(before.sort()).toEqual([
      `${own.account} us-east-1`,
      `${gamma.account} eu-west-1`,
      `${production.account} us-east-1`,
    ]);
    const policies = plain(pipeline.findResources('AWS::IAM::Policy'));
    for (const { account } of [gamma, production]) expect(policies).toContain(`arn:*:iam::${account}:role/*`);
  });

  test('and costs a pipeline of one account nothing', () => {
    const { app: alone, stack: one } = shopPipeline({
      env: own,
      waves: (scope) => [{ stages: [{ stage: new ShopStage(scope, 'Prod'), bake }] }],
    });
    Template.fromStack(one).resourceCountIs('AWS::KMS::Key', 0);
    expect(alone.node.children.filter((node) => node instanceof Stack)).toEqual([one]);
  });
});

test('a pipeline whose own account nobody named cannot tell whether a stage is in another', () => {
  const waves = (scope: Stack) => [{ stages: [{ stage: new ShopStage(scope, 'Gamma', { env: gamma }) }] }];
  expect(() => shopPipeline({ waves })).toThrow(
    "Gamma names its account (444455556666), and Delivery none: give the pipeline's stack an `env` with its account and its region.",
  );
});

describe('a rehearsal of it', () => {
  const assembly = loadAssembly(app.synth().directory);

  async function rehearsed(of: Assembly, more = ''): Promise<Rehearsal> {
    const scenario = `name: a release\nwarmUp: 3m\npipeline: Gamma\ntraffic: { requestsPerMinute: 120 }\n${more}`;
    return rehearse({ assembly: of, scenario: parseScenario(scenario, 'scenario') });
  }

  test('has its gates become the role, and names the accounts that it plays as one', async () => {
    const { promotion, assumptions } = await rehearsed(assembly);
    expect(promotion?.status).toBe('promoted');
    expect(promotion?.reason).toMatch(/Bake: quiet for 5.\d minutes, with [345]\d\d of 300 requests/);
    expect(assumptions).toContainEqual(
      expect.objectContaining({ name: 'accounts', value: '444455556666, 111122223333 are played as one' }),
    );
  });

  test('a release that fails late is found by the gates there, and goes back', async () => {
    const { outcome, promotion } = await rehearsed(
      assembly,
      'candidate: [{ fault: error, rate: 0.3, to: users, from: 6m }]',
    );
    expect({ outcome, gate: promotion?.gate }).toEqual({ outcome: 'rolled-back', gate: 'Bake' });
  });

  const withRole = (change: (role: Record<string, unknown>) => Record<string, unknown>): Assembly => ({
    ...assembly,
    stacks: assembly.stacks.map((one): AssemblyStack => {
      if (!one.name.includes('-gates-')) return one;
      const changed = Object.entries(one.template.Resources).map(([id, resource]) => [
        id,
        resource.Type === 'AWS::IAM::Role'
          ? { ...resource, Properties: change(resource.Properties as Record<string, unknown>) }
          : resource,
      ]);
      return { ...one, template: { ...one.template, Resources: Object.fromEntries(changed) } };
    }),
  });

  test('where the role trusts others the gates fail, which says so', async () => {
    const others = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/somebody-else' } },
    };
    const { promotion, findings } = await rehearsed(
      withRole((role) => ({ ...role, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [others] } })),
    );
    expect(promotion?.gate).toBe('Entry');
    expect(promotion?.reason).toMatch(
      /not measured in 5 rounds: .*not authorized to perform: sts:AssumeRole on resource/,
    );
    expect(findings.join()).toMatch(
      /asks for the role Delivery-Gamma-stage-\w+, which trusts no role of the rehearsal/,
    );
  });

  describe('where each account calls its stack the same', () => {
    const named = (scope: Stack, id: string, env: Partial<typeof own>, isBroken = false) => ({
      stage: new ShopStage(scope, id, { env, shopName: 'Shop', isBroken }),
    });

    test("takes the stage's own", async () => {
      const { app: same } = shopPipeline({
        env: own,
        waves: (scope) => [
          { stages: [named(scope, 'Beta', own, true)] },
          { stages: [named(scope, 'Gamma', gamma)] },
          { stages: [named(scope, 'Prod', production, true)] },
        ],
      });
      const { promotion, requests } = await rehearsed(loadAssembly(same.synth().directory));
      expect({ status: promotion?.status, failed: requests.candidateFailed }).toEqual({
        status: 'promoted',
        failed: 0,
      });
    });

    test('tells that it cannot play two of them side by side', async () => {
      const { app: same } = shopPipeline({
        env: own,
        waves: (scope) => [{ name: 'Gamma', stages: [named(scope, 'A', gamma), named(scope, 'B', production)] }],
      });
      await expect(rehearsed(loadAssembly(same.synth().directory))).rejects.toThrow(
        'The stage "Gamma" deploys two stacks of the name Shop, and a rehearsal plays all in one account.',
      );
    });
  });
});
