export interface CanarySource {
  readonly name: string;
  /** Directory, zip or script; the template, where its text stands in it. */
  readonly code: string;
  /** The script's text, where it stands in a template. */
  readonly inline?: string;
  readonly handler: string;
  /** What a person calls it. */
  readonly title: string;
  readonly runtimeVersion?: string;
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its visual baseline is kept. */
  readonly baselineDirectory: string;
  /** What will not be right when it runs here. */
  readonly warnings: readonly string[];
}
