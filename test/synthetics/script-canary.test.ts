import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ArtifactBucket, ScriptCanary, type ScriptCanaryProps } from '../../lib/synthetics';

function synthesized(props: Partial<ScriptCanaryProps> = {}): { template: Template; directory: string } {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  new ScriptCanary(stack, 'Canary', {
    canaryName: 'shop-checkout',
    script: 'canaries/checkout-api.ts',
    artifactBucket: new ArtifactBucket(stack, 'Artifacts'),
    schedule: { type: 'on-demand', interval: Duration.minutes(1), limit: Duration.hours(2) },
    ...props,
  });
  return { template: Template.fromStack(stack), directory: app.assetOutdir };
}

const { template, directory } = synthesized();

test('stands still until it is started, and stops by itself if nobody stops it', () => {
  template.hasResourceProperties('AWS::Synthetics::Canary', {
    Name: 'shop-checkout',
    RuntimeVersion: 'syn-nodejs-puppeteer-16.1',
    StartCanaryAfterCreation: false,
    Schedule: { Expression: 'rate(1 minute)', DurationInSeconds: '7200' },
    ProvisionedResourceCleanup: 'AUTOMATIC',
  });
});

test('a hang ends as a failed run before Synthetics cuts it off', () => {
  template.hasResourceProperties('AWS::Synthetics::Canary', {
    RunConfig: { TimeoutInSeconds: 45, EnvironmentVariables: { CANARY_DEADLINE_SECONDS: '36' } },
  });
});

test('the code is one file at the root, beside a configuration that keeps tokens out of reports', () => {
  const [key] = Object.values(template.findResources('AWS::Synthetics::Canary')).map(
    ({ Properties }) => Properties.Code.S3Key,
  );
  const asset = join(directory, `asset.${String(key).replace('.zip', '')}`);
  expect(JSON.parse(readFileSync(join(asset, 'synthetics.json'), 'utf8'))).toEqual({
    report: { restrictedHeaders: ['authorization', 'x-amz-security-token'] },
  });
  const code = readFileSync(join(asset, 'index.js'), 'utf8');
  expect(code).toContain('require("@aws/synthetics-puppeteer")');
  expect(code).not.toContain('node_modules/puppeteer-core');
});

test('its role says what it may, and may trace and compare screenshots', () => {
  template.hasResourceProperties('AWS::IAM::Role', {
    Policies: [
      Match.objectLike({
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({ Action: ['s3:PutObject', 's3:GetObject'] }),
            Match.objectLike({ Action: ['s3:ListAllMyBuckets', 'xray:PutTraceSegments'], Resource: '*' }),
            Match.objectLike({
              Action: 'cloudwatch:PutMetricData',
              Condition: { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } },
            }),
          ]),
        }),
      }),
    ],
  });
});

test.each([
  [{ script: 'canaries/none.ts' }, 'There is no canary script canaries/none.ts'],
  [{ timeout: Duration.seconds(5) }, 'Canary shop-checkout: a timeout of 5 s; a run needs 15 s'],
  [{ timeout: Duration.seconds(90) }, 'a timeout of 90 s; it runs every 60 s'],
  [{ canaryName: 'Shop Checkout' }, 'Canary name must be lowercase'],
])('%j is refused', (props, sentence) => {
  expect(() => synthesized(props)).toThrow(sentence);
});

describe('its log', () => {
  test('ends after a month and goes with the stack', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: {
          'Fn::Join': ['', ['/aws/lambda/cwsyn-shop-checkout-', { 'Fn::GetAtt': [Match.anyValue(), 'Id'] }]],
        },
        RetentionInDays: 30,
      },
      DeletionPolicy: 'Delete',
    });
  });

  test('is not made by Lambda before CloudFormation does, where the first run comes with the canary', () => {
    const { template: always } = synthesized({ schedule: { type: 'always', interval: Duration.minutes(5) } });
    expect(JSON.stringify(always.toJSON())).not.toContain('logs:CreateLogGroup');
  });
});
