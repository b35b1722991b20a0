import { InputError } from '../../diagnostic';
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
    accepted(group.name, () => serving.servers.start(group));
    if (groups.settingsOf(group).DeploymentStyle?.DeploymentType !== 'BLUE_GREEN') continue;
    notes.find(
      `The deployment group ${group.name} is one of blue/green, which CloudFormation takes for servers only in part: a rehearsal ` +
        'deploys in place, so its traffic moves from server to server, not to another fleet.',
    );
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
  const started = ofServices.filter((group) => accepted(group.name, () => serving.deployNewestRevision(group)));
  for (const group of started) tell(world, group.name);
  if (started.length === 0) return false;
  notes.assume({
    name: 'deployment to services',
    value: 'begun when the stack stands, without hooks',
    why: 'Nothing in the template starts it, so a pipeline does, with an AppSpec that lies outside of the rehearsal.',
  });
  return true;
}

/** @throws InputError where CodeDeploy refuses the deployment: a pipeline would have nothing to wait for */
function accepted<T>(group: string, start: () => T): T {
  try {
    return start();
  } catch (error) {
    throw new InputError({
      id: 'rehearsal/deployment-refused',
      severity: 'error',
      message: `CodeDeploy refuses a deployment of the group ${group}: ${error instanceof Error ? error.message : String(error)}`,
      fix: 'Mend the deployment group; AWS would refuse it too.',
    });
  }
}

function tell({ timeline, clock }: World, group: string): void {
  timeline.record({ at: clock.now(), actor: 'scenario', event: 'pipeline', detail: `deploys to ${group}` });
}
