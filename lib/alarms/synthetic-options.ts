import type { SignalOptions } from './signal';

/** What signals of canaries let a team choose. */
export interface SyntheticOptions extends SignalOptions {
  /** Only these canaries, by the names of their scripts. @default - all of the guard */
  readonly canaries?: readonly string[];
}
