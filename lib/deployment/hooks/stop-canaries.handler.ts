import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { deploymentInProgress } from './deployment-in-progress';
import { settings } from './settings';
import { stopCanaries } from './stop-canaries';
import { synthetics } from './synthetics-client';

const codedeploy = new CodeDeployClient();

/** Stops the pinned canaries when a deployment has ended, however it ended; not while another one needs them. */
export async function handler(): Promise<string> {
  const [application = '', ...groups] = settings('DEPLOYMENT_GROUPS');
  const running = await deploymentInProgress(codedeploy, application, groups);
  const message = running
    ? `deployment ${running} still needs the canaries`
    : `stopped: ${(await stopCanaries(synthetics, settings('PINNED_CANARIES'))).join(', ') || 'none was running'}`;
  console.log(message);
  return message;
}
