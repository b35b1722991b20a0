import {
  ConflictException,
  GetCanaryCommand,
  StopCanaryCommand,
  type SyntheticsClient,
} from '@aws-sdk/client-synthetics';

/** Stops the canaries that run. Repeating it is harmless. */
export async function stopCanaries(synthetics: SyntheticsClient, names: readonly string[]): Promise<string[]> {
  const stopped = await Promise.all(
    names.map(async (Name) => {
      const { Canary } = await synthetics.send(new GetCanaryCommand({ Name }));
      if (Canary?.Status?.State !== 'RUNNING') return [];
      try {
        await synthetics.send(new StopCanaryCommand({ Name }));
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
      }
      return [Name];
    }),
  );
  return stopped.flat();
}
