import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rehearse, type Scenario } from '../../lib/rehearsal';
import { scenarioFile, storefrontApp } from './assemblies';
import { unpermitted } from './unpermitted';

/**
 * Declares a test for each scenario of test/rehearsals that `belongs`: the reference application meets what it expects, by roles
 * that allow all that it does.
 */
export function testScenarios(belongs: (scenario: Scenario) => boolean): void {
  const storefront = storefrontApp();
  const files = readdirSync(join(__dirname, '..', 'rehearsals')).sort();
  const scenarios = files
    .map((file) => [file, scenarioFile(file)] as const)
    .filter(([, scenario]) => belongs(scenario));

  test.each(scenarios)(
    '%s',
    async (_, scenario) => {
      const rehearsal = await rehearse({ assembly: storefront(), scenario });
      const broken = rehearsal.expectations.filter(({ ok }) => !ok);
      expect({ broken, reason: rehearsal.reason }).toEqual({ broken: [], reason: rehearsal.reason });
      expect(rehearsal.ok).toBe(true);
      expect(unpermitted(rehearsal)).toEqual([]);
    },
    300_000,
  );
}
