import { main } from '../../../lib/cli';

/** Runs the command line in this process, standing in a directory, and returns what a person sees. */
export async function aviary(
  standing: string,
  ...parameters: string[]
): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  const before = { code: process.exitCode, standing: process.env.INIT_CWD };
  process.env.INIT_CWD = standing;
  try {
    await main(parameters);
    return { code: process.exitCode, out: out.join(''), err: err.join('') };
  } finally {
    process.exitCode = before.code;
    if (before.standing === undefined) delete process.env.INIT_CWD;
    else process.env.INIT_CWD = before.standing;
    for (const spy of spies) spy.mockRestore();
  }
}
