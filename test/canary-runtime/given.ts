import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CanaryRunRequest, type CanaryRunResult, runCanary } from '../../lib/canary-runtime';

// Each run starts a process and often a browser, beside whatever else this machine does.
jest.setTimeout(60_000);

const directories: string[] = [];

afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A directory that goes away after the tests of a file, with these files in it. */
export function givenDirectory(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'given-'));
  directories.push(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** Runs a CommonJS script; `synthetics`, `log` and the target's `url` are there. */
export function runScript(
  body: string,
  request: Partial<CanaryRunRequest> & { readonly target?: string } = {},
): Promise<CanaryRunResult> {
  const { target, ...rest } = request;
  const script = `const synthetics = require('Synthetics');
const log = require('SyntheticsLogger');
const url = process.env.TARGET_URL;
exports.handler = async () => {
${body}
};
`;
  return runCanary({
    code: givenDirectory({ 'index.js': script }),
    handler: 'index.handler',
    name: 'shop',
    timeoutSeconds: 30,
    ...rest,
    environment: { TARGET_URL: target ?? '', ...rest.environment },
  });
}

/** The value of a metric of the run itself, or of one of its steps. */
export function metric(result: CanaryRunResult, name: string, stepName?: string): number | undefined {
  return result.metrics.find(
    ({ name: found, dimensions }) =>
      found === name && dimensions.CanaryName === 'shop' && dimensions.StepName === stepName,
  )?.value;
}
