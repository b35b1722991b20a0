import { readdirSync, readFileSync } from 'node:fs';

/** Proportional shares of memory of this process and all below it, in MB. Linux alone knows them: elsewhere 0. */
export function memoryOfTree(): number {
  if (process.platform !== 'linux') return 0;
  const parents = new Map<string, string>();
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const parent = /\) \S (\d+) /.exec(read(`/proc/${pid}/stat`))?.[1];
    if (parent !== undefined) parents.set(pid, parent);
  }
  const own = String(process.pid);
  const isBelow = (pid: string | undefined): boolean => pid === own || (pid !== undefined && isBelow(parents.get(pid)));
  return [...parents.keys()]
    .filter(isBelow)
    .reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024, 0);
}

/** The most that `memoryOfTree` reaches while `work` runs. */
export async function peakMemory<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly megabytes: number }> {
  let megabytes = 0;
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, memoryOfTree());
  }, 250);
  try {
    return { result: await work(), megabytes: Math.round(megabytes) };
  } finally {
    clearInterval(timer);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
