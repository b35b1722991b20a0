import type { Construct } from 'constructs';
import type { Candidate } from './candidate';
import type { Condition, Signal, SignalOptions } from './signal';

/** What is the same in every signal: what it is called, whose page it has, and whether it decides. */
export abstract class NamedSignal implements Signal {
  readonly id: string;
  readonly runbook: string;
  readonly advisory: boolean;

  /** @throws where the id is none that a logical id can end in. */
  constructor(defaults: { readonly id: string; readonly runbook: string }, options: SignalOptions) {
    this.id = options.id ?? defaults.id;
    if (!/^[A-Za-z0-9]{1,60}$/.test(this.id)) {
      throw new Error(`A signal's id is '${this.id}'; it takes 1 to 60 letters and digits.`);
    }
    this.runbook = options.runbook ?? defaults.runbook;
    this.advisory = options.advisory ?? false;
  }

  abstract conditions(candidate: Candidate, scope: Construct): Condition[];
}
