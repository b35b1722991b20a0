/** What a rehearsal says beside its verdict: what it took for granted, what it could not run, what it found. */
export class Notes {
  readonly #assumptions = new Map<string, Assumption>();
  readonly #findings = new Set<string>();
  readonly #standIns = new Map<string, Assumption>();

  /** A behaviour that AWS does not document, or that this machine cannot show, with the value that was used. */
  assume(assumption: Assumption): void {
    this.#assumptions.set(assumption.name, assumption);
  }

  /** Something that the rehearsal could not run, and what it put in its place. */
  standIn(what: string, value: string, why: string): void {
    this.#standIns.set(what, { name: what, value: `stand-in: ${value}`, why });
  }

  /** Something that a person should know about what ran. */
  find(sentence: string): void {
    this.#findings.add(sentence);
  }

  get assumptions(): readonly Assumption[] {
    return [...this.#assumptions.values(), ...this.#standIns.values()];
  }

  get findings(): readonly string[] {
    return [...this.#findings];
  }
}

export interface Assumption {
  /** The scenario's key where there is one, such as `publishDelay`. */
  readonly name: string;
  readonly value: string;
  /** One sentence: what it stands for, and why it is assumed. */
  readonly why: string;
}
