import { type AlarmRule, type AlarmState, alarmStates } from '../../engine/cloudwatch';

/** A child that has to leave OK, and the states that do. */
export interface Deviation {
  readonly alarm: string;
  readonly states: readonly AlarmState[];
}

/** One smallest way for a rule to hold, from children that are all OK. */
export interface Cause {
  readonly alarms: readonly Deviation[];
  /** Children that may stay as they are, but must not be in one of the other states. */
  readonly unless: readonly Deviation[];
}

export interface Causes {
  /** Smallest first. */
  readonly causes: readonly Cause[];
  /** Whether there are more than were looked for. */
  readonly more: boolean;
}

const bits: Readonly<Record<AlarmState, number>> = { OK: 1, ALARM: 2, INSUFFICIENT_DATA: 4 };
const anyState = 7;

/** What each alarm named in it must be in: a set of states as bits. */
type Term = ReadonlyMap<string, number>;

/** More ways than this are no explanation. */
const mostTerms = 400;
const mostPairs = 10_000;

/**
 * The smallest sets of alarms that turn a rule to ALARM while all others are OK. No set holds another one.
 * @param nameOf the name of the alarm that the rule refers to
 */
export function causesOf(rule: AlarmRule, nameOf: (reference: string) => string): Causes {
  const search = new Search(nameOf);
  const terms = search.terms(rule, false);
  const causes = terms.map(
    (term): Cause => ({
      alarms: [...term]
        .filter(([, mask]) => (mask & bits.OK) === 0)
        .map(([alarm, mask]) => ({ alarm, states: statesOf(mask) })),
      unless: [...term]
        .filter(([, mask]) => (mask & bits.OK) !== 0)
        .map(([alarm, mask]) => ({ alarm, states: statesOf(anyState & ~mask) })),
    }),
  );
  causes.sort((a, b) => a.alarms.length - b.alarms.length || a.unless.length - b.unless.length);
  const smallest: Cause[] = [];
  for (const cause of causes) if (!smallest.some((other) => isPartOf(other, cause))) smallest.push(cause);
  return { causes: smallest, more: search.stopped };
}

class Search {
  stopped = false;

  constructor(private readonly nameOf: (reference: string) => string) {}

  /** Every way in which the rule, or what is contrary to it, holds. */
  terms(rule: AlarmRule, contrary: boolean): Term[] {
    switch (rule.kind) {
      case 'constant':
        return rule.value === contrary ? [] : [new Map()];
      case 'not':
        return this.terms(rule.rule, !contrary);
      case 'state': {
        const mask = bits[rule.state];
        return [new Map([[this.nameOf(rule.alarm), contrary ? anyState & ~mask : mask]])];
      }
      case 'and':
      case 'or': {
        const parts = rule.rules.map((part) => this.terms(part, contrary));
        return (rule.kind === 'or') !== contrary ? this.#shortest(parts.flat()) : this.#product(parts);
      }
      case 'atLeast': {
        const { alarms, threshold } = rule;
        const count =
          'count' in threshold ? threshold.count : Math.ceil((alarms.length * threshold.percent) / 100 - 1e-9);
        const mask = rule.negated ? anyState & ~bits[rule.state] : bits[rule.state];
        return this.#choose(
          alarms.map(this.nameOf),
          contrary ? alarms.length - count + 1 : count,
          contrary ? anyState & ~mask : mask,
        );
      }
    }
  }

  #choose(alarms: readonly string[], count: number, mask: number): Term[] {
    const found: Term[] = [];
    const choose = (from: number, chosen: readonly string[]): void => {
      if (found.length >= mostTerms) {
        this.stopped = true;
        return;
      }
      if (chosen.length === count) {
        found.push(new Map(chosen.map((alarm) => [alarm, mask])));
        return;
      }
      for (let index = from; index <= alarms.length - (count - chosen.length); index++) {
        const alarm = alarms[index];
        if (alarm !== undefined && found.length < mostTerms) choose(index + 1, [...chosen, alarm]);
        else this.stopped = true;
      }
    };
    choose(0, []);
    return found;
  }

  #product(parts: readonly Term[][]): Term[] {
    return parts.reduce<Term[]>((left, right) => this.#shortest(this.#pairs(left, right)), [new Map()]);
  }

  #pairs(left: readonly Term[], right: readonly Term[]): Term[] {
    const found: Term[] = [];
    for (const a of left)
      for (const b of right) {
        if (found.length >= mostPairs) {
          this.stopped = true;
          return found;
        }
        const joined = both(a, b);
        if (joined !== undefined) found.push(joined);
      }
    return found;
  }

  /** The ways that need the fewest alarms; one that asks for all that another asks for, and more, is left out. */
  #shortest(terms: readonly Term[]): Term[] {
    const sorted = [...terms].sort((a, b) => needs(a) - needs(b) || a.size - b.size);
    const kept: Term[] = [];
    for (const term of sorted) {
      if (kept.length >= mostTerms) {
        this.stopped = true;
        break;
      }
      if (!kept.some((other) => implies(term, other))) kept.push(term);
    }
    return kept;
  }
}

function both(a: Term, b: Term): Term | undefined {
  const joined = new Map(a);
  for (const [alarm, mask] of b) {
    const common = (joined.get(alarm) ?? anyState) & mask;
    if (common === 0) return undefined;
    joined.set(alarm, common);
  }
  return joined;
}

/** Whether everything that `weaker` asks for, `term` asks for too. */
function implies(term: Term, weaker: Term): boolean {
  for (const [alarm, mask] of weaker) if (((term.get(alarm) ?? anyState) & ~mask) !== 0) return false;
  return true;
}

function needs(term: Term): number {
  let count = 0;
  for (const mask of term.values()) if ((mask & bits.OK) === 0) count++;
  return count;
}

function isPartOf(part: Cause, whole: Cause): boolean {
  return part.alarms.every(({ alarm, states }) =>
    whole.alarms.some((other) => other.alarm === alarm && other.states.every((state) => states.includes(state))),
  );
}

function statesOf(mask: number): AlarmState[] {
  return alarmStates.filter((state) => (mask & bits[state]) !== 0);
}
