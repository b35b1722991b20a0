import { type Assembly, loadAssembly } from '../../../lib/assembly';
import { parseScenario, rehearse, type Scenario } from '../../../lib/rehearsal';
import { shop } from '../../deployment/shop-on-ecs';
import { scenarioFile, storefrontApp } from '../assemblies';
import { blueGreenShop, shopOnServers } from '../balanced-shops';

/** What a rehearsal says of permissions: what was refused, and what could not be told. */
async function refusedIn(assembly: Assembly, scenario: Scenario) {
  const { findings, assumptions, ok, reason } = await rehearse({ assembly, scenario });
  return {
    ok: ok ? true : reason,
    refused: findings.filter((finding) => finding.includes(' may not do ')),
    untold: assumptions.filter(({ name }) => name.startsWith('permissions of ')),
  };
}

const nothing = { ok: true, refused: [], untold: [] };

describe('the guard has every permission that it needs', () => {
  const storefront = storefrontApp();

  test.each([
    'healthy-release.yaml',
    'checkout-fails-for-users.yaml',
    'hook-fails.yaml',
    'pipeline-bake-stops-a-late-regression.yaml',
    'pipeline-keeps-a-release-out.yaml',
  ])('of the reference application, in %s', async (file) => {
    expect(await refusedIn(storefront(), scenarioFile(file))).toEqual(nothing);
  }, 120_000);

  describe.each<[string, () => Assembly]>([
    ["a service of ECS' own deployments", () => loadAssembly(shop().app.synth().directory)],
    ['a service that CodeDeploy deploys', blueGreenShop],
    ['servers', () => shopOnServers()],
  ])('of %s', (_, synthesize) => {
    let assembly: Assembly;
    beforeAll(() => {
      assembly = synthesize();
    }, 60_000);

    test.each([
      ['a good release', 'expect: { outcome: succeeded }'],
      ['a bad one', 'candidate: [{ fault: error, rate: 0.2, to: users, from: 0m }]\nexpect: { outcome: rolled-back }'],
    ])(
      'in %s',
      async (name, text) => {
        const scenario = parseScenario(`name: ${name}\nwarmUp: 3m\ntraffic: { requestsPerMinute: 1500 }\n${text}`, '-');
        expect(await refusedIn(assembly, scenario)).toEqual(nothing);
      },
      120_000,
    );
  });
});
