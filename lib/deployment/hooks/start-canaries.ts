import {
  ConflictException,
  GetCanaryCommand,
  StartCanaryCommand,
  type SyntheticsClient,
} from '@aws-sdk/client-synthetics';

/** States in which a canary runs, or is about to, without being started. */
const RUNNING = ['RUNNING', 'STARTING'];

/** Starts the canaries that stand still. Repeating it is harmless. */
export async function startCanaries(synthetics: SyntheticsClient, names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map(async (Name) => {
      const { Canary } = await synthetics.send(new GetCanaryCommand({ Name }));
      if (RUNNING.includes(Canary?.Status?.State ?? '')) return;
      try {
        await synthetics.send(new StartCanaryCommand({ Name }));
      } catch (error) {
        // Somebody was quicker, or it is still stopping: the next round sees which.
        if (!(error instanceof ConflictException)) throw error;
      }
    }),
  );
}
