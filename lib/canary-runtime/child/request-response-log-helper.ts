/** What the deprecated `RequestResponseLogHelper` switches. */
const switches = {
  LogRequestUrl: true,
  LogRequestResourceType: false,
  LogRequestMethod: false,
  LogRequestHeaders: false,
  LogRequestPostData: false,
  LogResponseStatus: true,
  LogResponseStatusText: true,
  LogResponseUrl: true,
  LogResponseRemoteAddress: false,
  LogResponseHeaders: false,
};
type Switch = keyof typeof switches;

/** In the names of setConfig, where it has them. */
export type LogSettings = Readonly<Record<string, boolean>>;

/** The builder of runtimes before 3.2, still there: `withLogRequestHeaders(true)` and the like return it. */
export class RequestResponseLogHelper {
  readonly #on: Record<Switch, boolean> = { ...switches };

  constructor(onChange: (settings: LogSettings) => void = () => {}) {
    const builder = this as unknown as Record<string, (on?: unknown) => unknown>;
    for (const name of Object.keys(switches) as Switch[]) {
      builder[`with${name}`] = (on = true) => {
        this.#on[name] = on === true;
        onChange(this.settings());
        return this;
      };
      builder[`get${name}`] = () => this.#on[name];
    }
  }

  settings(): LogSettings {
    return {
      logRequest: this.#on.LogRequestUrl,
      logRequestHeaders: this.#on.LogRequestHeaders,
      logRequestBody: this.#on.LogRequestPostData,
      logResponse: this.#on.LogResponseUrl || this.#on.LogResponseStatus,
      logResponseHeaders: this.#on.LogResponseHeaders,
    };
  }
}
