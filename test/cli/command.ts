import { main } from '../../lib/cli';

export interface Ran {
  readonly code: number | string | undefined;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, as a person who stands in `directory`. */
export async function aviary(directory: string, ...argv: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  const before = { code: process.exitCode, standing: process.env.INIT_CWD };
  process.env.INIT_CWD = directory;
  process.exitCode = undefined;
  try {
    await main(argv);
    return { code: process.exitCode, out: out.join(''), err: err.join('') };
  } finally {
    process.exitCode = before.code;
    if (before.standing === undefined) delete process.env.INIT_CWD;
    else process.env.INIT_CWD = before.standing;
    for (const spy of spies) spy.mockRestore();
  }
}
