/** One number that a benchmark measured, and what it aims at. */
export interface Measurement {
  readonly what: string;
  /** Such as `1.9 million/s`. */
  readonly measured: string;
  /** Such as `at least 1 million/s`; absent for what is shown for comparison alone. */
  readonly aim?: string;
  readonly holds?: boolean;
}

/** What a benchmark gives: measurements, or why it cannot run here. */
export type BenchmarkResult = readonly Measurement[] | { readonly skipped: string };

/** Every file of bench/ exports one as `benchmark`. `print` shows what is going on. */
export type Benchmark = (print: (line: string) => void) => Promise<BenchmarkResult>;
