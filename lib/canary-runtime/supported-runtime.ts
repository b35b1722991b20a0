import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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
  return found;
}

function runsHere({ family }: Runtime): boolean {
  return family === 'nodejs-puppeteer' || family === 'nodejs';
}

/**
 * Playwright, as the project of a script has it.
 *
 * @throws CanaryRuntimeError where it has none
 */
export function projectPlaywright(version: string, projectDirectory: string): string {
  const project = createRequire(join(projectDirectory, 'package.json'));
  for (const name of ['playwright-core', 'playwright', '@playwright/test']) {
    try {
      return project.resolve(name);
    } catch {
      // Another of them may be there.
    }
  }
  throw new CanaryRuntimeError(
    `${version} scripts are not run here: the project has no playwright-core, and Aviary brings puppeteer-core alone.`,
    `npm install --save-dev playwright-core@${runtime(version)?.framework?.version}, or leave this canary out.`,
  );
}

/** The Node.js that scripts run on: the one that `AVIARY_NODE_22` (or `_20`) names for the runtime's, else this one. */
export function nodeOf({ lambdaRuntime }: Runtime): string {
  const major = /^nodejs(\d+)\.x$/.exec(lambdaRuntime)?.[1];
  const named = process.env[`AVIARY_NODE_${major}`];
  if (named === undefined || named === '' || process.versions.node.startsWith(`${major}.`)) return process.execPath;
  if (existsSync(named)) return named;
  throw new CanaryRuntimeError(`AVIARY_NODE_${major} names ${named}, which is not there.`, 'Correct it, or unset it.');
}

/** What differs between the runtime and this machine, and between the runtime and what AWS still takes. */
export function runtimeWarnings({ version, deprecatedSince, framework }: Runtime): string[] {
  const warnings: string[] = [];
  if (deprecatedSince !== undefined) {
    warnings.push(`AWS creates no canary with ${version} since ${deprecatedSince}: move to ${defaultRuntime}.`);
  }
  const local = runtime(defaultRuntime)?.framework?.version;
  if (framework?.name === 'puppeteer-core' && framework.version !== local) {
    warnings.push(`${version} has ${framework.name} ${framework.version}; here the script meets ${local}.`);
  }
  return warnings;
}
