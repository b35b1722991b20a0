import { loadAssembly } from '../../../lib/assembly';
import { parseScenario, type Rehearsal, rehearse } from '../../../lib/rehearsal';
import { scenarioFile, storefrontApp } from '../../rehearsal/assemblies';
import { blueGreenShop, shopOnServers } from '../../rehearsal/balanced-shops';
import { shop } from '../shop-on-ecs';

const storefront = storefrontApp();

/** The one message of a rehearsal, as a person who subscribes would read it. */
function messageOf({ messages }: Rehearsal): string {
  expect(messages.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/: the release (was|is being) rolled back$/),
  ]);
  return messages[0]?.text ?? '';
}

const oneInFiveFails = parseScenario(
  `
name: one request in five fails
warmUp: 3m
traffic: { requestsPerMinute: 1500 }
candidate: [{ fault: error, rate: 0.2, to: users, from: 0m }]
expect: { outcome: rolled-back, stoppedBy: alarm }
`,
  '-',
);

test('of a bad release of a function: the alarm, the error that users got, the version', async () => {
  const text = messageOf(
    await rehearse({ assembly: storefront(), scenario: scenarioFile('checkout-fails-for-users.yaml') }),
  );
  expect(text).toMatch(/:live: 2 did not get through; users are on 1\n/);
  expect(text).toMatch(/^- Storefront-ErrorRate-v2 since .*: Threshold Crossed: 2 out of the last 3 datapoints/m);
  expect(text).toMatch(/The candidate's first error:\n.* ERROR Invoke Error\nError: Injected by the rehearsal/);
  expect(text).toMatch(/^Deployed by: .*ask it later: aws cloudtrail lookup-events .*ExecuteChangeSet/m);
}, 120_000);

test('of a page that lost its button: the step of the canary that really failed, and its screenshot', async () => {
  const text = messageOf(
    await rehearse({ assembly: storefront(), scenario: scenarioFile('buy-button-vanishes.yaml') }),
  );
  expect(text).toMatch(/^- Storefront-StorefrontPageSuccess-v2 since .*were less than the threshold/m);
  expect(text).toContain('  step "buy": TimeoutError: Waiting for selector `.product .buy` failed');
  expect(text).toMatch(/^ {2}screenshot: https:\/\/.*\/s3\/object\/.*storefront-page-pinned.*-buy-failed\.png$/m);
  expect(text).toMatch(/^Deployed by aws-cdk-rehearsal as cdk-/m);
}, 120_000);

test('of a candidate that does not start: what the hook said, and how the process ended', async () => {
  const text = messageOf(await rehearse({ assembly: storefront(), scenario: scenarioFile('crashes-at-start.yaml') }));
  expect(text).toMatch(/^Why: HOOK_EXECUTION_FAILURE: .*\n- the hook before: storefront-\S+ failed 2 \(>= 2\) runs: /m);
  expect(text).toContain('Runtime exited with error: exit status 1');
}, 120_000);

test('of a service of ECS by itself: its task definitions and alarms', async () => {
  const { directory } = shop().app.synth();
  const text = messageOf(await rehearse({ assembly: loadAssembly(directory), scenario: oneInFiveFails }));
  expect(text).toMatch(/ShopTask\w+:2 did not get through; users go back to ShopTask\w+:1\n/);
  expect(text).toMatch(/^Why: ALARM: .*Shop-Guard-Errors-r2/m);
  expect(text).toMatch(/^- Shop-Guard-Errors-r2 since .*: Threshold Crossed/m);
  expect(text).toContain('taken back by ECS itself');
  expect(text).toContain('ECS ListTasks is not answered here: a rehearsal does not play this operation.');
}, 120_000);

test('of ECS by CodeDeploy: the task definitions of its AppSpecs', async () => {
  const text = messageOf(await rehearse({ assembly: blueGreenShop(), scenario: oneInFiveFails }));
  expect(text).toMatch(
    /ShopTask\w+:2 did not get through; users are on ShopTask\w+(?::1)? \(its task set has \d+ % of the traffic\)/,
  );
  expect(text).toMatch(/^- Shop-Guard-\w*Errors-r2 since .*: Threshold Crossed/m);
}, 120_000);

test('of servers: the build, and that no server failed', async () => {
  const text = messageOf(await rehearse({ assembly: shopOnServers(), scenario: oneInFiveFails }));
  expect(text).toContain('the candidate revision did not get through; users are on the baseline revision');
  expect(text).toMatch(/^- \S*Errors\S* since .*: Threshold Crossed/m);
  expect(text).toContain("The candidate's first error:\nnone was logged");
}, 120_000);
