import { GetCanaryCommand, type SyntheticsClient } from '@aws-sdk/client-synthetics';

/** When the last of these canaries was started, in milliseconds; 0 where none ever was. */
export async function lastStart(synthetics: SyntheticsClient, names: readonly string[]): Promise<number> {
  const starts = await Promise.all(
    names.map(async (Name) => {
      const { Canary } = await synthetics.send(new GetCanaryCommand({ Name }));
      return Canary?.Timeline?.LastStarted?.getTime() ?? 0;
    }),
  );
  return Math.max(0, ...starts);
}
