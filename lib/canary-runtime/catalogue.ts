/** The families of CloudWatch Synthetics runtimes. */
export type RuntimeFamily = 'nodejs-puppeteer' | 'nodejs-playwright' | 'nodejs' | 'python-selenium' | 'java';

/** How one runtime version behaves, as AWS documents it or as it was observed (see each member). */
export interface Runtime {
  /** As CloudFormation's `RuntimeVersion` takes it: `syn-nodejs-puppeteer-16.1`. */
  readonly version: string;
  readonly family: RuntimeFamily;
  /** The Lambda runtime it stands on: `nodejs22.x`. */
  readonly lambdaRuntime: string;
  /** puppeteer-core, Playwright or Selenium and its version. */
  readonly framework?: { readonly name: string; readonly version: string };
  readonly chromium?: string;
  /** The day (ISO 8601) from which AWS creates no canary with it. Source: Synthetics_Runtime_Support_Policy. */
  readonly deprecatedSince?: string;
  /** Whether the handler's file may lie at the root of the zip, besides `nodejs/node_modules/`. */
  readonly rootPackaging: boolean;
  /** Whether `@aws/synthetics-*` resolves. The legacy names always do. */
  readonly newNamespaces: boolean;
  /** `restricted`: a step's configuration takes screenshots, step metrics, continue-on-failure and stepsReport alone. */
  readonly stepConfiguration: 'full' | 'restricted';
  /** Whether a `synthetics.json` beside the handler's file is read. */
  readonly configurationFile: boolean;
  /** What the log looks like unless `CW_SYNTHETICS_LOG_FORMAT` says otherwise. */
  readonly logFormat: 'TEXT' | 'JSON';
  /**
   * Whether a run passes although an HTTP step failed, as long as `continueOnHttpStepFailure` is left at its default.
   * Fixed in puppeteer 15.0 by its release notes; observed on 13.0; the first version with it is not known.
   */
  readonly httpStepFailurePasses: boolean;
  /** Whether artifacts lie in a folder named after the browser. */
  readonly browserFolder: boolean;
}

/** The runtime that canaries deploy with by default; the local puppeteer-core and Chromium have its versions. */
export const defaultRuntime = 'syn-nodejs-puppeteer-16.1';

type PuppeteerRow = readonly [version: string, node: number, puppeteer: string, chromium: string];

/** Source: CloudWatch_Synthetics_Library_nodejs_puppeteer. */
const puppeteerRows: readonly PuppeteerRow[] = [
  ['17.0', 22, '25.2.1', '150.0.7871.24'],
  ['16.1', 22, '24.42.0', '147.0.7727.57'],
  ['16.0', 22, '24.42.0', '147.0.7727.57'],
  ['15.1', 22, '24.42.0', '147.0.7727.57'],
  ['15.0', 22, '24.37.5', '145.0.7632.77'],
  ['14.0', 22, '24.34.0', '143.0.7499.169'],
  ['13.1', 22, '24.25.0', '142.0.7444.175'],
  ['13.0', 22, '24.25.0', '142.0.7444.175'],
  ['12.0', 22, '24.22.1', '140.0.7339.185'],
  ['11.0', 20, '24.15.0', '138.0.7204.168'],
  ['10.0', 20, '24.2.0', '131.0.6778.264'],
  ['9.1', 20, '22.12.1', '126.0.6478.126'],
  ['9.0', 20, '22.12.1', '126.0.6478.126'],
  ['8.0', 20, '22.10.0', '125.0.6422.112'],
];

/** Source: Synthetics_Runtime_Support_Policy. */
const deprecatedPuppeteer: Readonly<Record<string, readonly string[]>> = {
  '2026-01-22': ['7.0', '6.2', '5.2'],
  '2024-03-08': ['6.1', '6.0', '5.1', '5.0', '4.0'],
  '2024-01-08': ['3.9', '3.8', '3.7', '3.6', '3.5'],
  '2022-11-13': ['3.4', '3.3', '3.2', '3.1', '3.0'],
};

const playwrightRows: readonly (readonly [version: string, node: number, playwright: string])[] = [
  ['8.0', 22, '1.61.1'],
  ['7.1', 22, '1.59.1'],
  ['7.0', 22, '1.59.1'],
  ['6.1', 22, '1.59.1'],
  ['6.0', 22, '1.58.2'],
  ['5.1', 22, '1.57.0'],
  ['5.0', 22, '1.55.0'],
  ['4.0', 22, '1.55.0'],
  ['3.0', 20, '1.53.0'],
  ['2.0', 20, '1.49.1'],
  ['1.0', 20, '1.44.1'],
];

const nodejsRows: readonly (readonly [version: string, node: number])[] = [
  ['5.2', 22],
  ['5.1', 22],
  ['5.0', 22],
  ['4.2', 22],
  ['4.1', 22],
  ['4.0', 22],
  ['3.1', 20],
  ['3.0', 20],
];

function puppeteer(version: string, details: Partial<Runtime>): Runtime {
  const number = Number(version);
  return {
    version: `syn-nodejs-puppeteer-${version}`,
    family: 'nodejs-puppeteer',
    lambdaRuntime: 'nodejs18.x',
    rootPackaging: number >= 11,
    newNamespaces: number >= 13.1,
    stepConfiguration: number >= 11 ? 'restricted' : 'full',
    configurationFile: number >= 11,
    logFormat: number >= 11 ? 'JSON' : 'TEXT',
    httpStepFailurePasses: number >= 13 && number < 15,
    browserFolder: number >= 11,
    ...details,
  };
}

/** What the runtimes share that came after the rewrite of puppeteer 11.0. */
const recent = {
  rootPackaging: true,
  stepConfiguration: 'restricted',
  configurationFile: true,
  logFormat: 'JSON',
  httpStepFailurePasses: false,
} as const;

/** Every Node.js runtime that AWS lists, newest first in each family, the deprecated ones included. */
export const runtimes: readonly Runtime[] = [
  ...puppeteerRows.map(([version, node, framework, chromium]) =>
    puppeteer(version, {
      lambdaRuntime: `nodejs${node}.x`,
      framework: { name: 'puppeteer-core', version: framework },
      chromium,
    }),
  ),
  ...Object.entries(deprecatedPuppeteer).flatMap(([deprecatedSince, versions]) =>
    versions.map((version) => puppeteer(version, { deprecatedSince })),
  ),
  ...playwrightRows.map(
    ([version, node, framework]): Runtime => ({
      ...recent,
      version: `syn-nodejs-playwright-${version}`,
      family: 'nodejs-playwright',
      lambdaRuntime: `nodejs${node}.x`,
      framework: { name: 'playwright', version: framework },
      newNamespaces: Number(version) >= 5.1,
      browserFolder: true,
    }),
  ),
  ...nodejsRows.map(
    ([version, node]): Runtime => ({
      ...recent,
      version: `syn-nodejs-${version}`,
      family: 'nodejs',
      lambdaRuntime: `nodejs${node}.x`,
      newNamespaces: Number(version) >= 3.1,
      browserFolder: false,
    }),
  ),
];

/** The runtime of this version, such as `syn-nodejs-puppeteer-16.1`; undefined where AWS lists none. */
export function runtime(version: string): Runtime | undefined {
  return runtimes.find((candidate) => candidate.version === version);
}
