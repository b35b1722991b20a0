/**
 * Ends a run that hangs as a failed one, before Synthetics cuts it off: a canary that times out publishes no datapoint at
 * all, and a candidate that hangs would look like no canary running.
 * @param seconds from the start of the handler
 */
export async function withDeadline<T>(run: () => Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new Error(`The script was still running after ${seconds} s: it hangs, or it needs a longer timeout.`)),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([run(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
