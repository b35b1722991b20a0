import type { Assembly } from '../../lib/assembly';
import { parseScenario, rehearse } from '../../lib/rehearsal';
import { edited, service } from './assemblies';

/** The service with one more canary, whose script lies in the template, started with the stack. */
function withCanary(script: string, runtime = 'syn-nodejs-puppeteer-16.1'): Assembly {
  return edited(service('raw-cdk-rest', 'assembly'), (resources) => {
    const api = Object.keys(resources).find((id) => resources[id]?.Type === 'AWS::ApiGateway::RestApi');
    resources.Watch = {
      Type: 'AWS::Synthetics::Canary',
      Properties: {
        Name: 'watch',
        RuntimeVersion: runtime,
        Code: { Handler: 'watch.handler', Script: script },
        ExecutionRoleArn: 'arn:aws:iam::111122223333:role/canary',
        ArtifactS3Location: 's3://artifacts/watch',
        Schedule: { Expression: 'rate(1 minute)' },
        RunConfig: {
          TimeoutInSeconds: 20,
          EnvironmentVariables: {
            URL: {
              // biome-ignore lint/suspicious/noTemplateCurlyInString: Fn::Sub's own placeholder
              'Fn::Sub': ['https://${Api}.execute-api.eu-west-1.amazonaws.com/prod/products', { Api: { Ref: api } }],
            },
          },
        },
        StartCanaryAfterCreation: true,
      },
    };
  });
}

const getsProducts = `
const https = require('https');
exports.handler = () => new Promise((resolve, reject) => {
  https.get(process.env.URL, (response) => {
    response.resume();
    if (response.statusCode === 200) resolve(); else reject(new Error('answered ' + response.statusCode));
  }).on('error', reject);
});`;

const scenario = (text: string) =>
  parseScenario(`name: canaries\nwarmUp: 1m\ntraffic: none\nassumptions: { canaryLimit: 1s }\n${text}`, '-');

test("a team's own canary meets what users meet: it fails while the baseline answers 503", async () => {
  const assembly = withCanary(getsProducts);
  const { canaryRuns } = await rehearse({
    assembly,
    scenario: scenario('baseline: [{ fault: status, status: 503 }]'),
  });
  expect(canaryRuns[0]).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('answered 503') });
}, 120_000);

test('a script that hangs without a deadline of its own is cut off at the timeout, and publishes nothing', async () => {
  const assembly = withCanary('exports.handler = () => new Promise(() => {});');
  const { canaryRuns, outcome } = await rehearse({ assembly, scenario: scenario('') });
  expect(outcome).toBe('succeeded');
  expect(new Set(canaryRuns.map(({ status }) => status))).toEqual(new Set(['TIMEOUT']));
  expect(canaryRuns[0]).toMatchObject({
    durationMs: 20_000,
    reason: expect.stringContaining('publishes no datapoint'),
  });
}, 120_000);

test('a canary in another language has a stand-in that asks the same address', async () => {
  const assembly = withCanary('def handler(): pass', 'syn-python-selenium-12.0');
  const rehearsal = await rehearse({ assembly, scenario: scenario('baseline: [{ fault: status, status: 503 }]') });
  expect(rehearsal.assumptions).toContainEqual(
    expect.objectContaining({ name: 'canary watch', value: expect.stringContaining('stand-in') }),
  );
  expect(rehearsal.canaryRuns[0]).toMatchObject({ status: 'FAILED', reason: 'GET /prod/products answered 503' });
}, 120_000);

test('a host outside the rehearsal is refused by name, and let through where the scenario allows it', async () => {
  const assembly = withCanary(`
const https = require('https');
exports.handler = () => new Promise((resolve, reject) => {
  https.get('https://shop.example.com/', resolve).on('error', reject);
});`);
  const { canaryRuns, findings } = await rehearse({ assembly, scenario: scenario('') });
  expect(canaryRuns[0]?.status).toBe('FAILED');
  expect(findings.filter((finding) => finding.includes('shop.example.com'))).toHaveLength(1);
}, 120_000);
