import type { Millis } from '../../engine/clock';
import type { World } from '../world/world';

/** What starts a deployment asks so often whether it has ended: as CloudFormation in a recorded run. */
const noticeDelay: Millis = 20_000;

/**
 * Deploys the candidate to the groups of servers that CloudFormation has not deployed itself, as a pipeline does once the stack
 * is updated. Returns whether there were any.
 */
export async function releaseServers(world: World, run: (done: () => boolean) => Promise<void>): Promise<boolean> {
  const { groups, serving, notes, timeline, clock } = world;
  const ofServers = [...groups.all()].filter((group) => groups.settingsOf(group).AutoScalingGroups.length > 0);
  if (ofServers.length === 0 || serving.servers.engine.listDeployments().length > 0) return false;
  for (const group of ofServers) {
    timeline.record({ at: clock.now(), actor: 'scenario', event: 'pipeline', detail: `deploys to ${group.name}` });
    serving.servers.start(group);
  }
  notes.assume({
    name: 'deployment to servers',
    value: 'begun when the stack stands; 60 s for each server',
    why: 'The template holds no revision, so a pipeline starts it; how long a server takes depends on its scripts.',
  });
  await run(() => serving.servers.isOver);
  // Until the pipeline has noticed, users meet what now serves.
  const noticed = clock.now() + noticeDelay;
  clock.at(noticed, () => {});
  await run(() => clock.now() >= noticed);
  return true;
}
