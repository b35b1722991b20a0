import { executeStep } from './execute-step';
import type { CanaryPage } from './page';
import type { PlaywrightSession } from './playwright-session';
import type { Run } from './run';
import type { createSyntheticsCore } from './synthetics';

/** What scripts get as `synthetics` of `@aws/synthetics-playwright`. Source: CloudWatch_Synthetics_Library_Nodejs_Playwright. */
export function createSyntheticsPlaywright(
  run: Run,
  session: PlaywrightSession,
  core: ReturnType<typeof createSyntheticsCore>,
) {
  const { executeHttpStep: _, ...common } = core;
  const newPage = (owner: never) => session.newPage(owner);
  return {
    ...common,
    launch: (options?: { readonly args?: readonly string[] }) => session.launch(options),
    newPage,
    // AWS' samples call it so.
    getPage: newPage,
    close: () => session.close(),
    getDefaultLaunchOptions: async () => session.defaultLaunchOptions(),
    executeStep: (name: string, work: () => unknown, stepConfig?: unknown, page?: CanaryPage) =>
      executeStep(run, String(name), work, stepConfig, { page: async () => page ?? session.page }),
  };
}
