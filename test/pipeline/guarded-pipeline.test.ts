import { App, Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Bake, DeploymentWindow, type GuardedWaveProps, PipelineSource } from '../../lib/pipeline';
import { PipelineStack } from '../../lib/stacks';
import { type ShopPipelineProps, ShopStage, shopPipeline } from './shop';

jest.setTimeout(60_000);

interface Action {
  readonly Name: unknown;
  readonly RunOrder: number;
  readonly ActionTypeId: { readonly Category: string; readonly Provider: string };
  readonly Configuration: Record<string, unknown>;
}

interface StageOfTemplate {
  readonly Name: string;
  readonly Actions: readonly Action[];
  readonly BeforeEntry?: {
    readonly Conditions: readonly { readonly Result: string; readonly Rules: readonly Rule[] }[];
  };
  readonly OnFailure?: { readonly Result: string };
}

interface Rule {
  readonly RuleTypeId: { readonly Provider: string };
  readonly Configuration: Record<string, string>;
  readonly Region?: string;
}

function stagesOf(stack: Stack): readonly StageOfTemplate[] {
  const [pipeline] = Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'));
  return pipeline?.Properties.Stages;
}

function pipelineOf(waves: ShopPipelineProps['waves'], props: Partial<ShopPipelineProps> = {}) {
  const { stack } = shopPipeline({ waves, ...props });
  const stages = stagesOf(stack);
  return { stack, stage: (name: string) => stages.find((one) => one.Name === name) as StageOfTemplate };
}

const inOrder = ({ Actions }: StageOfTemplate) =>
  [...Actions].sort((a, b) => a.RunOrder - b.RunOrder).map(({ Name }) => Name);

const rulesOf = ({ BeforeEntry }: StageOfTemplate) =>
  (BeforeEntry?.Conditions ?? []).flatMap(({ Rules }) =>
    Rules.map(({ RuleTypeId, Configuration }) => ({ [RuleTypeId.Provider]: Configuration })),
  );

const bake = Bake.of({ duration: Duration.minutes(30), minRequests: 1_000 });

/** What a gate's function is told, by the gate. */
function settingsOf(stack: Stack, gate: string): Record<string, string> {
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const found = functions.find(({ Properties }) => String(Properties.Description).includes(`${gate} gate of`));
  return found?.Properties.Environment.Variables;
}

describe('a stage', () => {
  test('asks its alarms before and its canaries and alarms after what it deploys', () => {
    const { stage } = pipelineOf((scope) => [
      { stages: [{ stage: new ShopStage(scope, 'Prod', { canaries: true }), bake }] },
    ]);
    expect(inOrder(stage('Prod'))).toEqual(['Entry', 'Shop.Prepare', 'Shop.Deploy', 'Canaries', 'Bake']);
  });

  test('is not entered while an alarm of it is red, or outside its window', () => {
    const { stage } = pipelineOf((scope) => [
      {
        stages: [{ stage: new ShopStage(scope, 'Prod'), alarms: ['shop-in-production'] }],
        window: DeploymentWindow.cron('* 9-16 ? * MON-THU *', 'Europe/Berlin'),
        waitForQuiet: Duration.minutes(45),
      },
    ]);
    expect(rulesOf(stage('Prod'))).toEqual([
      { CloudWatchAlarm: { AlarmName: 'Prod-Shop', AlarmStates: 'ALARM', WaitTime: '45' } },
      { CloudWatchAlarm: { AlarmName: 'shop-in-production', AlarmStates: 'ALARM', WaitTime: '45' } },
      { DeploymentWindow: { Cron: '* 9-16 ? * MON-THU *', TimeZone: 'Europe/Berlin' } },
    ]);
    expect(stage('Prod').BeforeEntry?.Conditions).toEqual([expect.objectContaining({ Result: 'FAIL' })]);
  });

  test('goes back to what it had when anything in it fails, unless told otherwise', () => {
    const { stage } = pipelineOf((scope) => [
      { stages: [{ stage: new ShopStage(scope, 'Gamma') }], rollback: false },
      { stages: [{ stage: new ShopStage(scope, 'Prod') }] },
    ]);
    expect(stage('Gamma').OnFailure).toBeUndefined();
    expect(stage('Prod').OnFailure).toEqual({ Result: 'ROLLBACK' });
  });

  test('counts the requests that its own functions serve', () => {
    const { stack } = pipelineOf((scope) => [{ stages: [{ stage: new ShopStage(scope, 'Prod'), bake }] }]);
    const { REQUESTS, MIN_REQUESTS, BAKE_MINUTES, ALARMS } = settingsOf(stack, 'bake');
    expect({ ALARMS, BAKE_MINUTES, MIN_REQUESTS }).toEqual({
      ALARMS: 'Prod-Shop',
      BAKE_MINUTES: '30',
      MIN_REQUESTS: '1000',
    });
    const [{ stack: name, output }] = JSON.parse(REQUESTS ?? '');
    expect(name).toBe('Prod-Shop');
    const { stage } = { stage: new ShopStage(new App(), 'Prod') };
    expect(Template.fromStack(stage.node.findChild('Shop') as Stack).findOutputs(output)).not.toEqual({});
  });

  test('or those that a metric counts', () => {
    const requests = new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName: 'RequestCount',
      dimensionsMap: { LoadBalancer: 'app/shop/1' },
    });
    const { stack } = pipelineOf((scope) => [
      { stages: [{ stage: new ShopStage(scope, 'Prod'), bake, requests: [requests] }] },
    ]);
    expect(JSON.parse(settingsOf(stack, 'bake').REQUESTS ?? '')).toEqual([
      { namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions: { LoadBalancer: 'app/shop/1' } },
    ]);
  });
});

test('a longer bake leaves the structure of the pipeline as it is, so that the next release has a way back', () => {
  const structure = (minutes: number) =>
    pipelineOf((scope) => [
      { stages: [{ stage: new ShopStage(scope, 'Prod'), bake: Bake.of({ duration: Duration.minutes(minutes) }) }] },
    ]).stage('Prod');
  expect(structure(60)).toEqual(structure(30));
});

test('so does other code', () => {
  const structure = (isBroken: boolean) =>
    pipelineOf((scope) => [{ stages: [{ stage: new ShopStage(scope, 'Prod', { canaries: true, isBroken }), bake }] }]);
  expect(stagesOf(structure(true).stack)).toEqual(stagesOf(structure(false).stack));
});

test('a wave deploys its stages side by side, each with gates of its own', () => {
  const { stage } = pipelineOf((scope) => [
    { name: 'Production', stages: ['Europe', 'America'].map((id) => ({ stage: new ShopStage(scope, id), bake })) },
  ]);
  const bakes = stage('Production').Actions.filter(({ Name }) => /Bake/.test(String(Name)));
  expect(bakes.map(({ Name }) => Name)).toEqual(['Europe.Bake', 'America.Bake']);
  expect(new Set(bakes.map(({ RunOrder }) => RunOrder)).size).toBe(1);
  expect(rulesOf(stage('Production')).map((rule) => rule.CloudWatchAlarm?.AlarmName)).toEqual([
    'Europe-Shop',
    'America-Shop',
  ]);
});

test('a stage in another region is asked there', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const { stack, stage } = pipelineOf(
    (scope) => [
      { stages: [{ stage: new ShopStage(scope, 'America', { env: { ...env, region: 'us-east-1' } }), bake }] },
    ],
    { env },
  );
  expect(stage('America').BeforeEntry?.Conditions[0]?.Rules[0]?.Region).toBe('us-east-1');
  expect(settingsOf(stack, 'bake').STAGE_REGION).toBe('us-east-1');
});

describe('what cannot work is refused', () => {
  const refused: Record<string, [waves: (scope: Stack) => readonly GuardedWaveProps[], message: RegExp]> = {
    'more alarms than a condition takes': [
      (scope) => [{ stages: [{ stage: new ShopStage(scope, 'Prod'), alarms: ['a', 'b', 'c', 'd', 'e'] }] }],
      /Prod has 6 rules before it.*takes 5/,
    ],
    'a stage whose guards are in several accounts': [
      (scope) => {
        const stage = new ShopStage(scope, 'Prod', { env: { account: '444455556666', region: 'eu-west-1' } });
        new ShopStage(stage, 'Other', { env: { account: '777788889999', region: 'eu-west-1' } });
        return [{ stages: [{ stage }] }];
      },
      /Prod has guards in the accounts 444455556666 and 777788889999; make it a stage for each/,
    ],
    'several stages without a name together': [
      (scope) => [{ stages: ['A', 'B'].map((id) => ({ stage: new ShopStage(scope, id) })) }],
      /The wave of A, B has no name/,
    ],
    'requests whose names nobody knows at synth': [
      (scope) => {
        const stage = new ShopStage(scope, 'Prod');
        return [{ stages: [{ stage, bake, requests: [stage.guard.live.metricInvocations()] }] }];
      },
      /Prod: the dimension FunctionName of AWS\/Lambda Invocations is known only after the deployment/,
    ],
  };
  test.each(Object.entries(refused))('%s', (_, [waves, message]) => {
    expect(() => shopPipeline({ waves, env: { account: '111122223333', region: 'eu-west-1' } })).toThrow(message);
  });

  test('a bake that CodePipeline would cut off, and one too short to say anything', () => {
    expect(() => Bake.of({ duration: Duration.hours(13) })).toThrow(/2 minutes to 12 hours/);
    expect(() => Bake.of({ duration: Duration.seconds(90) })).toThrow(/duration is 90 seconds/);
    expect(() => Bake.of({ duration: Duration.hours(1), patience: Duration.hours(24) })).toThrow(/at most 1380/);
  });

  test('a window with a field too few, or in no time zone', () => {
    expect(() => DeploymentWindow.cron('9-16 * * MON-THU')).toThrow(/has 4 fields; it takes five or six/);
    expect(() => DeploymentWindow.cron('* 9-16 ? * MON-THU', 'Berlin')).toThrow(/no time zone 'Berlin'/);
  });

  test('a connection that is none', () => {
    expect(() => PipelineSource.connection('github', 'shop/storefront')).toThrow(/'github' is no connection/);
  });
});

describe('the pipeline of the reference application', () => {
  const connection = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/0a1b2c3d';
  const stackOf = (context: Record<string, string>) => new PipelineStack(new App({ context }), 'StorefrontPipeline');

  test('takes uploads where no repository is connected', () => {
    const [source] = stagesOf(stackOf({}));
    expect(source?.Actions[0]?.ActionTypeId.Provider).toBe('S3');
  });

  test('takes a connected repository, and synthesizes itself with the same context', () => {
    const stack = stackOf({ 'aviary:connection': connection, 'aviary:repository': 'shop/storefront' });
    expect(stagesOf(stack)[0]?.Actions[0]?.Configuration).toMatchObject({
      ConnectionArn: connection,
      FullRepositoryId: 'shop/storefront',
      BranchName: 'main',
    });
    Template.fromStack(stack).hasResourceProperties('AWS::CodeBuild::Project', {
      Source: {
        BuildSpec: Match.stringLikeRegexp(
          `npx cdk synth --quiet -c aviary:connection=${connection} -c aviary:repository=shop/storefront`,
        ),
      },
    });
  });

  test('a connection without a repository is refused', () => {
    expect(() => stackOf({ 'aviary:connection': connection })).toThrow(/aviary:connection and no aviary:repository/);
  });

  test('goes from beta by gamma and one box to production', () => {
    const names = stagesOf(stackOf({})).map(({ Name }) => Name);
    expect(names.slice(-4)).toEqual(['Beta', 'Gamma', 'OneBox', 'Production']);
  });

  test('leaves nothing behind, and nothing open', () => {
    const template = Template.fromStack(stackOf({}));
    for (const { Properties, DeletionPolicy } of Object.values(template.findResources('AWS::S3::Bucket'))) {
      expect(DeletionPolicy).toBe('Delete');
      expect(Properties.BucketEncryption).toBeDefined();
      expect(Properties.LifecycleConfiguration).toBeDefined();
    }
    for (const { Properties } of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBeDefined();
    }
    const actions = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: unknown }) => Action),
    );
    expect(actions.filter((action) => String(action).includes('*'))).toEqual([]);
  });
});
