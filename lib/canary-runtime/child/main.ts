import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Ending, Order } from '../order';
import { type BrowserProcess, startBrowser } from './browser-process';
import { readConfigurationFile } from './configuration-file';
import { endingOf, notStarted } from './ending';
import { registerModules } from './modules';
import { Run } from './run';
import { runScript } from './script';
import { shiftDate } from './shifted-date';
import { watchSpawned } from './spawned';
import { mapTemporaryDirectory } from './temporary-files';

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Order;
// Before all else: Chromium starts while the rest is loaded.
const browserProcess = order.browser?.eager === true ? startBrowser(order.browser, order.directory) : undefined;
process.argv.length = 1;
const exit = process.exit.bind(process);
endWithParent(order);
void main(order, browserProcess);

/** One run, in the order of AWS' wrapper: reset, launch, the script, its verdict, metrics, artifacts. */
async function main(order: Order, browserProcess: BrowserProcess | undefined): Promise<void> {
  watchSpawned();
  shiftDate(order.clockOffset);
  const run = new Run(order);
  const end = (ending: Ending): never => {
    writeFileSync(order.result, JSON.stringify(ending));
    return exit(0);
  };
  watchProcess((reason) => end({ kind: 'died', reason: run.redact(reason), warnings: [...run.warnings] }));
  const { currentPage } = registerModules(run);
  run.capture.install();
  mapTemporaryDirectory(run.temporaryPath);
  run.log.info('Start Canary');

  const launching = performance.now();
  try {
    const file = order.runtime.configurationFile ? readConfigurationFile(order.entry) : { settings: {} };
    run.configuration.set(file.settings);
    if (file.userAgent !== undefined) run.userAgent += ` ${file.userAgent}`;
    if (browserProcess !== undefined) await run.browser?.start(browserProcess);
  } catch (error) {
    await run.session?.close();
    end(notStarted(run, error));
  }
  run.times.launch = Math.round(performance.now() - launching);
  run.times.setUp = Date.now() - run.times.started;

  const script = await runScript(run, currentPage);
  end(await endingOf(run, script));
}

/** Lambda ends an invocation whose process exits or lets an error go unawaited: there is no verdict then. */
function watchProcess(died: (reason: string) => never): void {
  process.exit = ((code?: number | string) => {
    const caller = new Error().stack?.split('\n')[2]?.trim() ?? '';
    return died(`The script ended its process: process.exit(${code ?? ''}) ${caller}`.trim());
  }) as typeof process.exit;
  process.on('uncaughtException', (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    process.stdout.write(`${text}\n`);
    died(`An error that nobody awaits ended the script's process: ${text.split('\n')[0]}`);
  });
}

/** Where Aviary itself was killed, its end of this pipe closes: the run ends with it and leaves nothing. */
function endWithParent({ directory }: Order): void {
  const parent = new Socket({ fd: 3, readable: true, writable: false });
  parent.on('error', () => {});
  parent.on('close', () => {
    rmSync(directory, { recursive: true, force: true });
    process.kill(-process.pid, 'SIGKILL');
  });
  parent.resume();
  parent.unref();
}
