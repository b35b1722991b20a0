import type { Millis } from '../../engine/clock';
import type { World } from '../world/world';

/** What starts a deployment asks so often whether it has ended: as CloudFormation in a recorded run. */
const noticeDelay: Millis = 20_000;

/**
 * Deploys the candidate to the services and servers of deployment groups that nothing in the templates deploys, as a pipeline
 * does once the stack is updated. Returns whether there were any.
 */
export async function releaseByPipeline(world: World, run: (done: () => boolean) => Promise<void>): Promise<boolean> {
  const { serving, clock } = world;
  // One after the other: both begin, though the first has begun.
  const begun = [startServers(world), startServices(world)];
  if (!begun.includes(true)) return false;
  await run(() => serving.servers.isOver && serving.isBlueGreenOver());
  // Until the pipeline has noticed, users meet what now serves.
  const noticed = clock.now() + noticeDelay;
  clock.at(noticed, () => {});
  await run(() => clock.now() >= noticed);
  return true;
}

function startServers(world: World): boolean {
  const { groups, serving, notes } = world;
  const ofServers = [...groups.all()].filter((group) => groups.settingsOf(group).AutoScalingGroups.length > 0);
  if (ofServers.length === 0 || serving.servers.engine.listDeployments().length > 0) return false;
  for (const group of ofServers) {
    tell(world, group.name);
    serving.servers.start(group);
  }
  notes.assume({
    name: 'deployment to servers',
    value: 'begun when the stack stands; 60 s for each server',
    why: 'The template holds no revision, so a pipeline starts it; how long a server takes depends on its scripts.',
  });
  return true;
}

function startServices(world: World): boolean {
  const { groups, serving, notes } = world;
  const ofServices = [...groups.all()].filter((group) => groups.settingsOf(group).ECSServices.length > 0);
  if (serving.blueGreen.listDeployments().length > 0) return false;
  const started = ofServices.filter((group) => serving.deployNewestRevision(group));
  for (const group of started) tell(world, group.name);
  if (started.length === 0) return false;
  notes.assume({
    name: 'deployment to services',
    value: 'begun when the stack stands, without hooks',
    why: 'Nothing in the template starts it, so a pipeline does, with an AppSpec that lies outside of the rehearsal.',
  });
  return true;
}

function tell({ timeline, clock }: World, group: string): void {
  timeline.record({ at: clock.now(), actor: 'scenario', event: 'pipeline', detail: `deploys to ${group}` });
}
