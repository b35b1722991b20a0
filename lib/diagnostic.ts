/**
 * A finding about what a person wrote: what is wrong, where, and how to mend it.
 * Findings are gathered and reported together; the command line prints them and chooses the exit code.
 */
export interface Diagnostic {
  /** Stable and short, such as `alarm-rule/unknown-alarm`. */
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** One sentence: what was found and, where it helps, what is allowed. */
  readonly message: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** Where inside the document or the construct tree: `Resources.Guard.Properties.AlarmRule`. */
  readonly path?: string;
  /** One sentence: how to mend it. */
  readonly fix: string;
}

/** Bad input: the command line prints its findings, never a stack trace, and exits with 2. */
export class InputError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(...diagnostics: Diagnostic[]) {
    super(diagnostics.map((d) => d.message).join('\n'));
    this.name = 'InputError';
    this.diagnostics = diagnostics;
  }
}
