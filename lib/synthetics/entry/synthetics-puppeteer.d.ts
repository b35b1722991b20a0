/** The part of Synthetics' library that the wrapper around a script uses. */
declare module '@aws/synthetics-puppeteer' {
  import type { Page } from 'puppeteer-core';

  interface StepConfiguration {
    readonly continueOnHttpStepFailure?: boolean;
  }
  interface Configuration {
    setConfig(options: Record<string, unknown>): Configuration;
  }
  interface Synthetics {
    getPage(): Promise<Page>;
    getConfiguration(): Configuration;
    executeStep<T>(name: string, step: () => Promise<T>): Promise<T>;
    executeHttpStep(
      name: string,
      request: unknown,
      callback?: (response: import('node:http').IncomingMessage) => Promise<void>,
      configuration?: StepConfiguration,
    ): Promise<unknown>;
  }
  const synthetics: Synthetics;
  export = synthetics;
}
