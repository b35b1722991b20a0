import type { Instant, Millis, VirtualClock } from '../../../engine/clock';
import { stableUuid } from '../../world/account';
import type { StandingWork } from '../../world/standing-work';
import type { Canary, CanaryConfiguration, CanaryRun, CanaryRunOutcome } from './canary';

export interface CanariesPorts {
  readonly clock: VirtualClock;
  readonly work: StandingWork;
  /** Makes one run for real. */
  run(configuration: CanaryConfiguration, startedAt: Instant, runId: string): Promise<CanaryRunOutcome>;
  /** How far time may go on while a run that began at an instant is not over; undefined: not at all. */
  mattersFrom(startedAt: Instant): Instant | undefined;
  /** A run has ended, in virtual time. */
  ended(canary: Canary, run: CanaryRun, outcome: CanaryRunOutcome): void;
  statusChanged(canary: Canary, previous: string): void;
  /** While true, due runs are passed over: only the deadline of a silent hook is awaited. */
  paused(): boolean;
}

/** The canaries of the account: their states, schedules and runs. */
export class Canaries {
  readonly #canaries = new Map<string, Canary>();
  #runs = 0;

  constructor(private readonly ports: CanariesPorts) {}

  get(name: string): Canary | undefined {
    return this.#canaries.get(name);
  }

  all(): Iterable<Canary> {
    return this.#canaries.values();
  }

  /** Creates or updates. An update of a running canary begins its schedule anew, with a run at once. */
  put(configuration: CanaryConfiguration, startAfterCreation: boolean): void {
    const now = this.ports.clock.now();
    const known = this.#canaries.get(configuration.name);
    const canary: Canary = known ?? {
      configuration,
      status: 'READY',
      created: now,
      lastModified: now,
      runs: [],
      cancel: () => {},
    };
    canary.configuration = configuration;
    canary.lastModified = now;
    this.#canaries.set(configuration.name, canary);
    if (startAfterCreation) this.#start(canary);
    else if (known?.status === 'RUNNING') this.stop(configuration.name);
  }

  remove(name: string): void {
    this.#canaries.get(name)?.cancel();
    this.#canaries.delete(name);
  }

  /** StartCanary: the first run begins at once. */
  start(name: string): boolean {
    const canary = this.#canaries.get(name);
    if (canary === undefined || canary.status === 'RUNNING') return false;
    this.#start(canary);
    return true;
  }

  stop(name: string): boolean {
    const canary = this.#canaries.get(name);
    if (canary === undefined || canary.status !== 'RUNNING') return false;
    canary.cancel();
    canary.lastStopped = this.ports.work.now();
    this.#setStatus(canary, 'STOPPED');
    return true;
  }

  /** Stops every schedule: the rehearsal ends. */
  stopAll(): void {
    for (const canary of this.#canaries.values()) canary.cancel();
  }

  #start(canary: Canary): void {
    canary.cancel();
    const now = this.ports.work.now();
    canary.lastStarted = now;
    this.#setStatus(canary, 'RUNNING');
    const { schedule, duration } = canary.configuration;
    this.#run(canary, now);
    if (schedule.type === 'once') {
      const [last] = canary.runs.slice(-1);
      canary.cancel = () => {};
      // A canary without a rate is stopped once its one run has ended.
      this.ports.work.hold(
        (last?.finished ?? Promise.resolve()).then(() => {
          this.ports.clock.at(now + (last?.result?.durationMs ?? 0), () => {
            this.stop(canary.configuration.name);
          });
        }),
      );
      return;
    }
    const cancelRuns = this.ports.clock.every(schedule.interval, now + schedule.interval, () => {
      if (!this.ports.paused()) this.#run(canary, this.ports.clock.now());
    });
    const cancelEnd = this.#stopAfter(canary, duration);
    canary.cancel = () => {
      cancelRuns();
      cancelEnd();
    };
  }

  #stopAfter(canary: Canary, duration: Millis | undefined): () => void {
    if (duration === undefined || duration === 0) return () => {};
    return this.ports.clock.after(duration, () => {
      this.stop(canary.configuration.name);
    });
  }

  #run(canary: Canary, startedAt: Instant): void {
    const { name } = canary.configuration;
    const id = stableUuid(name, 'run', this.#runs++);
    const running = this.ports.run(canary.configuration, startedAt, id);
    const run: CanaryRun = {
      id,
      startedAt,
      finished: running.then((outcome) => {
        run.result = outcome;
        this.ports.clock.at(startedAt + outcome.durationMs, () => this.ports.ended(canary, run, outcome));
      }),
    };
    canary.runs.push(run);
    this.ports.work.hold(run.finished, this.ports.mattersFrom(startedAt));
  }

  #setStatus(canary: Canary, status: Canary['status']): void {
    const previous = canary.status;
    if (previous === status) return;
    canary.status = status;
    this.ports.statusChanged(canary, previous);
  }
}
