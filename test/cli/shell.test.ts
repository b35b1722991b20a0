import { runCommand, type Terminal } from '../../lib/cli/shell';
import { InputError } from '../../lib/diagnostic';

const finding = {
  id: 'scenario/unknown-key',
  severity: 'error',
  message: "'trafic' is not a key of a scenario.",
  file: 'bad.yaml',
  line: 4,
  column: 1,
  fix: "Did you mean 'traffic'?",
} as const;

async function run(options: { json?: boolean }, work: Parameters<typeof runCommand>[2]) {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  const before = process.exitCode;
  try {
    await runCommand('rehearse', options, work);
    return { code: process.exitCode, out: out.join(''), err: err.join('') };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

test.each([
  [true, 0],
  [false, 1],
])('an outcome that is ok=%s exits with %i', async (ok, code) => {
  expect((await run({}, async () => ({ ok, report: {} }))).code).toBe(code);
});

test('bad input is a sentence with its place and its mend, and exit code 2', async () => {
  const { code, out, err } = await run({}, async () => {
    throw new InputError(finding);
  });
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toBe("bad.yaml:4:1: error: 'trafic' is not a key of a scenario.\n  Did you mean 'traffic'?\n");
});

test('--json prints one object and nothing else, also for bad input', async () => {
  const good = await run({ json: true }, async (terminal: Terminal) => {
    terminal.print('not shown');
    return { ok: true, report: { scenarios: [] } };
  });
  expect(JSON.parse(good.out)).toEqual({ command: 'rehearse', scenarios: [], ok: true, diagnostics: [] });
  const bad = await run({ json: true }, async () => {
    throw new InputError(finding);
  });
  expect(bad.code).toBe(2);
  expect(bad.err).toBe('');
  expect(JSON.parse(bad.out)).toEqual({ command: 'rehearse', ok: false, diagnostics: [finding] });
});

test('Ctrl-C aborts the work and exits with 130', async () => {
  const { code, err } = await run({}, async (terminal) => {
    process.emit('SIGINT');
    expect(terminal.signal.aborted).toBe(true);
    throw new Error('stopped in the middle');
  });
  expect(code).toBe(130);
  expect(err).not.toContain('stopped in the middle');
});

test('an error that no door caught is one sentence without a stack', async () => {
  const { code, err } = await run({}, async () => {
    throw new TypeError('x is undefined\n    at somewhere');
  });
  expect(code).toBe(2);
  expect(err).toContain('x is undefined');
  expect(err).not.toContain('at somewhere');
});
