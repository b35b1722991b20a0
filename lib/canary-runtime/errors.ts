/**
 * What a caller of the runtime has to mend: a script that is not there, a runtime that does not exist, no browser.
 * The message is one or two sentences and says how.
 */
export class CanaryRuntimeError extends Error {
  constructor(
    message: string,
    /** How to mend it. */
    readonly fix: string,
  ) {
    super(message);
    this.name = 'CanaryRuntimeError';
  }
}
