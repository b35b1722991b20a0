/** What it took to synthesize an app. */
export interface Synthesis {
  readonly seconds: number;
  /** Of the process alone: what else the machine does is not in it. */
  readonly processorSeconds: number;
  /** Of the templates, as they are written. */
  readonly bytes: number;
  /** Of these, dashboards. */
  readonly boardBytes: number;
  readonly resources: number;
}
