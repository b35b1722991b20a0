import type { StandIn } from '../scenario/scenario';
import { standInFor } from '../services/lambda/stand-in';
import type { Foundation } from './foundation';

/** The report names what did not run here. */
export function nameStandIn(logicalId: string, what: string, { notes, scenario }: Foundation): void {
  const inWords = ({ p50, p99, errorRate }: StandIn) => `p50 ${p50} ms, p99 ${p99} ms, ${100 * errorRate} % errors`;
  const { candidate } = standInFor(logicalId, scenario);
  const differs =
    candidate === undefined ? '' : `; its candidate ${inWords(standInFor(logicalId, scenario, 'candidate'))}`;
  notes.standIn(
    logicalId,
    `${inWords(standInFor(logicalId, scenario))}${differs}`,
    `${what} do not run here; \`standIns\` in the scenario says otherwise.`,
  );
}
