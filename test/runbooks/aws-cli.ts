import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The Python that has the AWS CLI, which lets itself be answered without AWS; nothing where there is none. */
export const python = (() => {
  try {
    const ask = ['-c', 'import awscli, sys; print(sys.executable)'];
    return execFileSync('python3', ask, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
})();

/** What the shell makes of a command: the calls of the CLI in it, the inner ones first, or why it is none. */
interface Parsed {
  readonly calls: readonly (readonly string[])[];
  readonly complaint: string;
}

/** What the shell and the CLI say to commands, by command: nothing where both take it. No call leaves this machine. */
export function complaintsOf(commands: readonly string[]): ReadonlyMap<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'runbook-commands-'));
  try {
    const parsed = commands.map((command) => parse(command, directory));
    const said = askCli(
      parsed.flatMap(({ calls }) => calls),
      directory,
    );
    let next = 0;
    return new Map(
      parsed.map(({ calls, complaint }, index) => {
        const ofCalls = said.slice(next, next + calls.length);
        next += calls.length;
        return [commands[index] ?? '', [complaint, ...ofCalls].join('')];
      }),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Has the shell run a command in which `aws` notes its arguments and prints a word, and nothing takes any time. */
function parse(command: string, directory: string): Parsed {
  const noted = join(directory, 'arguments');
  rmSync(noted, { force: true });
  const script = `aws() { printf '%s\\0' "$#" "$@" >> arguments; echo word; }\nsleep() { :; }\n${command}`;
  const { status, stderr } = spawnSync('bash', ['--norc', '--noprofile', '-euc', script], {
    cwd: directory,
    encoding: 'utf8',
  });
  const words = existsSync(noted) ? readFileSync(noted, 'utf8').split('\0').slice(0, -1) : [];
  const calls: string[][] = [];
  while (words.length > 0) calls.push(words.splice(0, Number(words.shift())));
  return { calls, complaint: status === 0 && stderr === '' ? '' : `${stderr} (exit code ${status})` };
}

function askCli(calls: Parsed['calls'], directory: string): readonly string[] {
  if (python === undefined) throw new Error('there is no AWS CLI of Python here to ask');
  const { stdout, stderr } = spawnSync(python, [resolve('test/runbooks/aws-offline.py')], {
    cwd: directory,
    encoding: 'utf8',
    input: JSON.stringify(calls),
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_CONFIG_FILE: '/dev/null',
    },
  });
  const said: unknown = stdout === '' ? undefined : JSON.parse(stdout);
  if (!Array.isArray(said)) throw new Error(stderr);
  return said.map(String);
}
