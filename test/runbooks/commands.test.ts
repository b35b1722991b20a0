import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderRunbook } from '../../lib/runbooks';
import { everyGuard } from './guards';
import { type Page, pages, pagesOf } from './linked-pages';

/** The Python that has the AWS CLI: that CLI lets itself be answered without AWS. */
const python = (() => {
  try {
    const ask = ['-c', 'import awscli, sys; print(sys.executable)'];
    return execFileSync('python3', ask, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
})();

/** Stands before the machine's own on the path: `aws` with answers of its own, and a `sleep` that does not. */
const bin = mkdtempSync(join(tmpdir(), 'runbook-commands-'));
afterAll(() => rmSync(bin, { recursive: true }));

beforeAll(() => {
  const executable = { mode: 0o755 };
  writeFileSync(
    join(bin, 'aws'),
    `#!/bin/sh\nexec ${python} ${resolve('test/runbooks/aws-offline.py')} "$@"\n`,
    executable,
  );
  writeFileSync(join(bin, 'sleep'), '#!/bin/sh\n', executable);
});

/** The commands of a page, as whoever has one of these guards copies them. One that reads a file has the one that writes it with it. */
function commandsOf({ name, text }: Page): readonly string[] {
  const shown = everyGuard.filter(({ target }) => pagesOf(target).includes(name));
  const rendered =
    shown.length > 0 ? shown.map((names) => renderRunbook(text, names)) : [text.replace(/<([a-z-]+)>/g, '$1')];
  const lines = rendered.flatMap((page) => [...page.matchAll(/^aws .*$/gm)].map(([line]) => line));
  const commands = lines.map((line, index) => (line.includes('file://') ? `${lines[index - 1]}\n${line}` : line));
  return [...new Set(commands)];
}

const asked = new Map<string, Promise<string>>();

/** What the shell and the CLI say to a command, nothing where both take it. Each is asked once. */
function complaintOf(command: string): Promise<string> {
  const known = asked.get(command) ?? ask(command);
  asked.set(command, known);
  return known;
}

function ask(command: string): Promise<string> {
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: bin,
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'none',
  };
  const options = ['--norc', '--noprofile', '-euc', command.replace(/\bNUMBER\b/g, '10')];
  return new Promise((done) => {
    execFile('bash', options, { cwd: bin, env }, (error, _stdout, stderr) =>
      done(error === null && stderr === '' ? '' : `${command}\n${stderr}`),
    );
  });
}

const withCommands = pages.filter((page) => commandsOf(page).length > 0);

if (python === undefined) {
  test.skip('the AWS CLI takes every command (there is no AWS CLI of Python here to ask)', () => {});
} else {
  test.each([
    ['an operation', 'aws deploy halt-deployment --deployment-id ID', 'Invalid choice'],
    ['an option', 'aws deploy stop-deployment --deployment-id ID --rollback', 'Unknown options: --rollback'],
    ['what is required', 'aws lambda get-alias --function-name shop', '--name'],
    [
      'a value',
      'aws ecs stop-service-deployment --service-deployment-arn ARN --stop-type BACK',
      "'BACK'; it is one of ABORT, ROLLBACK",
    ],
    ['a query', "aws ecs describe-services --services shop --query 'services[0].[status'", 'Bad value for --query'],
    ['a field', "aws ecs describe-services --services shop --query 'services[0].state'", '--query finds nothing'],
    ['a quote', "aws ecs describe-services --services 'shop", 'unexpected EOF'],
  ])(
    'a command with %s that is wrong is found',
    async (_what, command, complaint) => {
      expect(await complaintOf(command)).toContain(complaint);
    },
    60_000,
  );

  test.each(withCommands)('the AWS CLI takes every command of $name', async (page) => {
    const complaints = await Promise.all(commandsOf(page).map(complaintOf));
    expect(complaints.filter((complaint) => complaint !== '')).toEqual([]);
  }, 120_000);
}
