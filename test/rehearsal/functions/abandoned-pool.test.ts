import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'abandoned-test-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the fixture to its end; gives the process that it has started for a function. */
function abandon(how: string): Promise<number> {
  const script = join(__dirname, 'fixtures', 'abandoned-pool.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', script, directory, how], (_error, stdout) =>
      resolve(Number(stdout)),
    );
  });
}

/** A process that has ended may wait for its parent to notice; on Linux it is then in state Z. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
  } catch {
    return false;
  }
}

it.each([
  'exit',
  'throw',
  'SIGINT',
  'SIGTERM',
  'SIGKILL',
])('a rehearsal that ends by %s leaves no process and no file behind', async (how) => {
  const pid = await abandon(how);
  expect(pid).toBeGreaterThan(1);
  while (isAlive(pid) || existsSync(join(directory, 'pool'))) await nextTurn();
});
