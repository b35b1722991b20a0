import type { Instant } from '../../engine/clock';
import { isSameCode } from '../services/lambda/configuration';
import type { LambdaFunctions } from '../services/lambda/functions';
import type { Faults, Role } from './faults';

/** An alias whose shift is rehearsed. */
export interface ReleasedAlias {
  readonly functionName: string;
  readonly alias: string;
  readonly functionId?: string;
}

/** What else of the account is released beside aliases: services, fleets. */
export interface Released {
  /** The candidate's share of its traffic, 0 to 1. */
  readonly weight: number;
  /** What runs now is the baseline. */
  baselineStands(): void;
  /** The baseline is deployed again. */
  goesBack?(): void;
}

/** The release under rehearsal: which versions are baseline and candidate, and how much traffic each has. */
export class Release {
  #aliases: readonly ReleasedAlias[] = [];
  readonly #others: Released[] = [];
  readonly #baselines = new Map<string, number>();
  /** The candidate's version, where what is published after it is the baseline's code again. */
  readonly #candidates = new Map<string, number>();
  #isUnderWay = false;

  constructor(
    private readonly functions: LambdaFunctions,
    private readonly faults: Faults,
  ) {}

  get aliases(): readonly ReleasedAlias[] {
    return this.#aliases;
  }

  /** Has something beside aliases count as part of the release. */
  join(other: Released): void {
    this.#others.push(other);
  }

  /** The baseline stands: what the aliases point to now is the baseline, and any later version the candidate. */
  of(aliases: readonly ReleasedAlias[]): void {
    this.#aliases = aliases;
    for (const { functionName, alias } of aliases) {
      this.#baselines.set(functionName, Number(this.functions.alias(functionName, alias)?.version));
    }
    for (const other of this.#others) other.baselineStands();
  }

  /** The baseline's code is deployed again: what is published from here on is the baseline. */
  goesBack(): void {
    for (const { functionName } of this.#aliases) {
      this.#candidates.set(functionName, this.functions.get(functionName)?.published ?? 0);
    }
    for (const other of this.#others) other.goesBack?.();
  }

  begin(): void {
    this.#isUnderWay = true;
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  roleOf(functionName: string, version: string): Role | undefined {
    const baseline = this.#baselines.get(functionName);
    if (baseline === undefined) return undefined;
    if (version === '$LATEST') return this.#roleOfLatest(functionName, baseline);
    const last = this.#candidates.get(functionName) ?? Number.POSITIVE_INFINITY;
    return Number(version) > baseline && Number(version) <= last ? 'candidate' : 'baseline';
  }

  /** Who asks for the function itself meets its newest code: the candidate as soon as the function was updated. */
  #roleOfLatest(functionName: string, baseline: number): Role {
    const state = this.functions.get(functionName);
    const before = state?.versions.get(String(baseline))?.configuration;
    const isSame = before === undefined || state === undefined || isSameCode(before, state.latest);
    return isSame ? 'baseline' : 'candidate';
  }

  /** The candidate's share of traffic: the largest among what is released. */
  get weight(): number {
    return Math.max(
      0,
      ...this.#aliases.map((alias) => this.#weightOf(alias)),
      ...this.#others.map(({ weight }) => weight),
    );
  }

  /** Whether all traffic reaches the baseline. */
  get isAtBaseline(): boolean {
    return this.weight === 0;
  }

  /** An alias of the account has changed: the first change that gives a candidate traffic is the first shift. */
  shifted(at: Instant): void {
    if (this.#isUnderWay && this.weight > 0) this.faults.shifted(at);
  }

  #weightOf({ functionName, alias }: ReleasedAlias): number {
    const state = this.functions.alias(functionName, alias);
    if (state === undefined) return 0;
    if (this.roleOf(functionName, state.version) === 'candidate') return 1;
    const { additional } = state;
    if (additional === undefined || this.roleOf(functionName, additional.version) !== 'candidate') return 0;
    return additional.weight;
  }
}
