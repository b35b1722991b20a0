import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const assembly = join(root, 'test', 'assemblies', 'raw-cdk-rest', 'assembly');

let temporary = '';
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'aviary-test-'));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

/** Resolves as soon as functions run (their private copies of the code lie in the temporary directory), or all has ended. */
async function functionsRun(hasEnded: () => boolean): Promise<void> {
  const running = () =>
    readdirSync(temporary).some((name) => existsSync(join(temporary, name, 'functions', 'functions')));
  while (!running() && !hasEnded()) await new Promise((resolve) => setImmediate(resolve));
}

/** Processes that were started with this temporary directory and still live. */
function processesLeft(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(temporary);
    } catch {
      return false;
    }
  });
}

test('Ctrl-C ends a rehearsal with exit code 130, and leaves neither process nor directory', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/aviary.ts', 'rehearse', '--assembly', assembly], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'exit');
  await functionsRun(() => child.exitCode !== null);
  child.kill('SIGINT');
  const [code] = await ended;
  expect(code).toBe(130);
  expect(said).toContain('Interrupted');
  expect(said).not.toMatch(/^\s+at /m);
  expect(processesLeft()).toEqual([]);
  expect(readdirSync(temporary).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
}, 60_000);
