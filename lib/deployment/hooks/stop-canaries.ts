import {
  ConflictException,
  GetCanaryCommand,
  StopCanaryCommand,
  type SyntheticsClient,
} from '@aws-sdk/client-synthetics';

/**
 * Stops the canaries that run. Repeating it is harmless.
 * @throws where one only begins to run, which Synthetics does not stop: whoever asked asks again
 */
export async function stopCanaries(synthetics: SyntheticsClient, names: readonly string[]): Promise<string[]> {
  const stopped = await Promise.all(
    names.map(async (Name) => {
      const { Canary } = await synthetics.send(new GetCanaryCommand({ Name }));
      const state = Canary?.Status?.State;
      if (state === 'STARTING') return [{ Name, starting: true }];
      if (state !== 'RUNNING') return [];
      try {
        await synthetics.send(new StopCanaryCommand({ Name }));
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
      }
      return [{ Name, starting: false }];
    }),
  );
  const starting = stopped.flat().flatMap((one) => (one.starting ? [one.Name] : []));
  // Lambda invokes what failed again, after a minute and after two more.
  if (starting.length > 0) throw new Error(`${starting.join(', ')} cannot be stopped while it starts`);
  return stopped.flat().map(({ Name }) => Name);
}
