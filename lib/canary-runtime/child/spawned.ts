import childProcess, { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

let count = 0;

/** Watches whether the script starts processes: only then it is looked for some that outlive it. */
export function watchSpawned(): void {
  const prototype = ChildProcess.prototype as unknown as { spawn(...parameters: unknown[]): unknown };
  const { spawn } = prototype;
  prototype.spawn = function (...parameters) {
    count++;
    return spawn.apply(this, parameters);
  };
  const functions = childProcess as unknown as Record<string, (...parameters: unknown[]) => unknown>;
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    const original = functions[name];
    if (original === undefined) continue;
    functions[name] = (...parameters) => {
      count++;
      return original(...parameters);
    };
  }
  syncBuiltinESMExports();
}

/** How many processes have been started since. */
export function spawnedProcesses(): number {
  return count;
}
