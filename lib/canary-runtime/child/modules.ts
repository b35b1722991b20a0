import { BrokenLinkCheckerReport, SyntheticsLink } from './broken-link-report';
import { logHelper } from './log-helper';
import type { CanaryPage } from './page';
import { RequestResponseLogHelper } from './request-response-log-helper';
import type { Run } from './run';
import { createSynthetics, createSyntheticsCore } from './synthetics';
import { createSyntheticsPlaywright } from './synthetics-playwright';
import { xray } from './xray';

/** Where the packages that stand beside a script's code find what they export. */
export const moduleRegistry = Symbol.for('aviary.canary-runtime.modules');

/** What a package of the runtime exports: as many names as it has, one object. */
export interface RuntimeModules {
  /** @throws an error with Node's code MODULE_NOT_FOUND where the runtime has no such module */
  resolve(name: string): unknown;
  /** The page that the script works with now, by its own getPage where it has replaced it. */
  currentPage(): Promise<CanaryPage>;
}

/** Registers the modules of a run under both namespaces. */
export function registerModules(run: Run): RuntimeModules {
  const { runtime } = run.order;
  const synthetics = createSynthetics(run);
  const core = createSyntheticsCore(run);
  const helper = logHelper((stepConfig) => run.configuration.overlaid(stepConfig));
  const pages = runtime.family === 'nodejs-puppeteer';
  // Scripts take the object whole and by name: `const { synthetics } = require('@aws/synthetics-core')`.
  const main = named(pages ? synthetics : core);
  const playwright = run.playwright && createSyntheticsPlaywright(run, run.playwright, core);
  const modules: Readonly<Record<string, () => unknown>> = {
    ...(pages && {
      Synthetics: () => main,
      SyntheticsLink: () => SyntheticsLink,
      BrokenLinkCheckerReport: () => BrokenLinkCheckerReport,
      SyntheticsConfiguration: () => run.configuration.api,
      RequestResponseLogHelper: () => RequestResponseLogHelper,
      'puppeteer-core': () => run.puppeteer(),
    }),
    SyntheticsLogger: () => run.log.api,
    SyntheticsLogHelper: () => helper,
    'aws-xray-sdk-core': () => xray,
    ...(playwright && {
      '@amzn/synthetics-playwright': () => ({ synthetics: playwright }),
      '@aws/synthetics-playwright': () => ({ synthetics: playwright }),
    }),
    '@amzn/synthetics-core': () => main,
    ...(runtime.newNamespaces && {
      ...(pages && {
        '@aws/synthetics-puppeteer': () => main,
        '@aws/synthetics-link': () => SyntheticsLink,
        '@aws/synthetics-broken-link-checker-report': () => BrokenLinkCheckerReport,
      }),
      '@aws/synthetics-logger': () => run.log.api,
      '@aws/synthetics-log-helper': () => helper,
      '@aws/synthetics-core': () => main,
    }),
  };
  const registry: RuntimeModules = {
    currentPage: async () => (playwright === undefined ? await synthetics.getPage() : currentOf(run)),
    resolve(name) {
      const found = modules[name];
      if (found !== undefined) return found();
      if (name.startsWith('@aws/synthetics-') && !runtime.newNamespaces) {
        run.warn(
          `${runtime.version} has no module ${name}: the names @aws/synthetics-* came with syn-nodejs-puppeteer-13.1. Move to a newer runtime, or require its legacy name.`,
        );
      }
      throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
    },
  };
  (globalThis as Record<symbol, unknown>)[moduleRegistry] = registry;
  return registry;
}

function named<S extends object>(synthetics: S): S {
  return Object.defineProperty(synthetics, 'synthetics', { value: synthetics, enumerable: false });
}

function currentOf(run: Run): CanaryPage {
  if (run.playwright?.page === undefined) throw new Error('There is no page.');
  return run.playwright.page;
}
