import type { Runtime } from '../catalogue';

/** The defaults of `SyntheticsConfiguration`. Source: CloudWatch_Synthetics_Canaries_Library_Nodejs. */
export const defaults = {
  includeRequestHeaders: false,
  includeResponseHeaders: false,
  includeRequestBody: false,
  includeResponseBody: false,
  includeUrlPassword: false,
  restrictedHeaders: [] as readonly string[],
  restrictedUrlParameters: [] as readonly string[],
  logRequest: true,
  logResponse: true,
  logRequestBody: false,
  logResponseBody: false,
  logRequestHeaders: false,
  logResponseHeaders: false,
  screenshotOnStepStart: true,
  screenshotOnStepSuccess: true,
  screenshotOnStepFailure: true,
  harFile: true,
  stepsReport: true,
  continueOnStepFailure: false,
  continueOnHttpStepFailure: true,
  failedCanaryMetric: true,
  failedRequestsMetric: true,
  _2xxMetric: true,
  _4xxMetric: true,
  _5xxMetric: true,
  stepDurationMetric: true,
  stepSuccessMetric: true,
  aggregatedFailedCanaryMetric: true,
  aggregatedFailedRequestsMetric: true,
  aggregated2xxMetric: true,
  aggregated4xxMetric: true,
  aggregated5xxMetric: true,
  visualMonitoringSuccessPercentMetric: true,
  visualMonitoringTotalComparisonsMetric: false,
  visualCompareWithBaseRun: false,
  visualVarianceThresholdPercentage: 0,
  visualVarianceHighlightHexColor: '#ff0000',
  failCanaryRunOnVisualVariance: true,
};

export type Settings = typeof defaults;
export type Setting = keyof Settings;

/** What a step's own configuration may set from puppeteer 11.0 on; the rest is ignored there in silence. */
const stepSettings: ReadonlySet<string> = new Set<Setting>([
  'screenshotOnStepStart',
  'screenshotOnStepSuccess',
  'screenshotOnStepFailure',
  'stepSuccessMetric',
  'stepDurationMetric',
  'continueOnStepFailure',
  'continueOnHttpStepFailure',
  'stepsReport',
]);

const groups = {
  RequestMetrics: ['_2xxMetric', '_4xxMetric', '_5xxMetric', 'failedRequestsMetric'],
  AggregatedRequestMetrics: [
    'aggregated2xxMetric',
    'aggregated4xxMetric',
    'aggregated5xxMetric',
    'aggregatedFailedRequestsMetric',
  ],
  // Its name in the typings of the community.
  AggregatedRequestMetric: [
    'aggregated2xxMetric',
    'aggregated4xxMetric',
    'aggregated5xxMetric',
    'aggregatedFailedRequestsMetric',
  ],
  StepMetrics: ['stepDurationMetric', 'stepSuccessMetric'],
  StepScreenshots: ['screenshotOnStepStart', 'screenshotOnStepSuccess', 'screenshotOnStepFailure'],
  ReportingOptions: ['includeRequestHeaders', 'includeResponseHeaders', 'includeRequestBody', 'includeResponseBody'],
} as const satisfies Record<string, readonly Setting[]>;

/** What `synthetics.getConfiguration()` returns: a builder, whose every method returns it. */
export interface SyntheticsConfiguration {
  setConfig(options: unknown): SyntheticsConfiguration;
  getConfig(name: string): unknown;
  getAllConfigurations(): Settings;
  getStepConfiguration(options?: unknown): Settings;
  reset(): void;
  [builder: string]: unknown;
}

/** A run's configuration: what the runtime reads of it, and the object that scripts build it with. */
export class Configuration {
  #settings: Settings = { ...defaults };
  /** Whether the script, or its synthetics.json, said what a failed HTTP step means. */
  httpStepFailureWasSet = false;
  readonly api: SyntheticsConfiguration;

  constructor(
    private readonly runtime: Runtime,
    private readonly warn: (sentence: string) => void,
  ) {
    this.api = this.#builder();
  }

  get<S extends Setting>(setting: S): Settings[S] {
    return this.#settings[setting];
  }

  all(): Settings {
    return { ...this.#settings };
  }

  /** Takes what it knows of the options; a name it does not know is warned of. */
  set(options: unknown): void {
    for (const [name, value] of entries(options)) {
      if (!this.#assign(this.#settings, name, value)) this.warn(`setConfig does not know ${JSON.stringify(name)}.`);
      if (name === 'continueOnHttpStepFailure') this.httpStepFailureWasSet = true;
    }
  }

  /** The settings of one step: the run's, with those of its own configuration that the runtime honours. */
  ofStep(options?: unknown): Settings {
    const settings = { ...this.#settings };
    for (const [name, value] of entries(options)) {
      if (this.runtime.stepConfiguration === 'restricted' && !stepSettings.has(name)) {
        this.warn(
          `${this.runtime.version} ignores ${JSON.stringify(name)} in a step's configuration: set it for the whole run by synthetics.getConfiguration().setConfig().`,
        );
      } else this.#assign(settings, name, value);
    }
    return settings;
  }

  /** The run's settings with others over them. */
  overlaid(options?: unknown): Settings {
    const settings = { ...this.#settings };
    for (const [name, value] of entries(options)) this.#assign(settings, name, value);
    return settings;
  }

  #assign(settings: Record<string, unknown>, name: string, value: unknown): boolean {
    if (!(name in defaults)) return false;
    if (value !== undefined) settings[name] = value;
    return true;
  }

  #builder(): SyntheticsConfiguration {
    const api: SyntheticsConfiguration = {
      setConfig: (options) => {
        this.set(options);
        return api;
      },
      getConfig: (name) => (this.#settings as Record<string, unknown>)[name],
      getAllConfigurations: () => this.all(),
      getStepConfiguration: (options) => this.ofStep(options),
      reset: () => {
        this.#settings = { ...defaults };
      },
    };
    for (const setting of Object.keys(defaults) as Setting[]) {
      const name = titleOf(setting);
      api[`with${name}`] = (value: unknown = true) => api.setConfig({ [setting]: value });
      api[`get${name}`] = () => this.#settings[setting];
    }
    for (const [group, settings] of Object.entries(groups)) {
      const all = (value: boolean) => () => api.setConfig(Object.fromEntries(settings.map((name) => [name, value])));
      api[`enable${group}`] = all(true);
      api[`disable${group}`] = all(false);
    }
    return api;
  }
}

/** `_2xxMetric` → `2xxMetric`, `harFile` → `HarFile`. */
function titleOf(setting: string): string {
  const bare = setting.replace(/^_/, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

function entries(options: unknown): [string, unknown][] {
  return typeof options === 'object' && options !== null ? Object.entries(options) : [];
}
