import { defaultRuntime, type Runtime, runtime, runtimes } from './catalogue';
import { CanaryRuntimeError } from './errors';

/** @throws CanaryRuntimeError for a version that AWS does not list, or whose scripts are not run here */
export function supportedRuntime(version: string): Runtime {
  const found = runtime(version);
  const others = runtimes.filter((known) => known.deprecatedSince === undefined && runsHere(known));
  if (found === undefined) {
    throw new CanaryRuntimeError(
      `There is no runtime ${JSON.stringify(version)}.`,
      `Take ${defaultRuntime}, or another of: ${others.map((known) => known.version).join(', ')}.`,
    );
  }
  if (!runsHere(found)) {
    throw new CanaryRuntimeError(
      `${version} scripts are not run here: only those for Puppeteer (syn-nodejs-puppeteer-*) and without a browser (syn-nodejs-*) are.`,
      'Leave this canary out, or write it for Puppeteer.',
    );
  }
  return found;
}

function runsHere({ family }: Runtime): boolean {
  return family === 'nodejs-puppeteer' || family === 'nodejs';
}

/** What differs between the runtime and this machine, and between the runtime and what AWS still takes. */
export function runtimeWarnings({ version, deprecatedSince, framework }: Runtime): string[] {
  const warnings: string[] = [];
  if (deprecatedSince !== undefined) {
    warnings.push(`AWS creates no canary with ${version} since ${deprecatedSince}: move to ${defaultRuntime}.`);
  }
  const local = runtime(defaultRuntime)?.framework?.version;
  if (framework !== undefined && framework.version !== local) {
    warnings.push(`${version} has ${framework.name} ${framework.version}; here the script meets ${local}.`);
  }
  return warnings;
}
