import { AsyncLocalStorage } from 'node:async_hooks';
import type { Settings } from './configuration';

/** A step of a run, of executeStep or executeHttpStep. */
export interface Step {
  readonly number: number;
  readonly name: string;
  readonly settings: Settings;
  readonly startTime: number;
  endTime?: number;
  /** Undefined while it runs. */
  status?: 'PASSED' | 'FAILED';
  failureReason?: string;
  sourceUrl?: string;
  destinationUrl?: string;
  /** Number of its request in HttpRequestsReport.json. */
  httpRequestNum?: number;
}

/** The steps of a run, and the one that runs now. */
export class Steps {
  readonly all: Step[] = [];
  readonly #current = new AsyncLocalStorage<Step>();

  open(name: string, settings: Settings): Step {
    const step: Step = { number: this.all.length + 1, name, settings, startTime: Date.now() };
    this.all.push(step);
    return step;
  }

  /** Runs what belongs to a step. */
  inside<T>(step: Step, work: () => T): T {
    return this.#current.run(step, work);
  }

  /** The step that the caller runs in; for what comes from the browser, the last one that has not ended. */
  current(): Step | undefined {
    return this.#current.getStore() ?? this.all.findLast((step) => step.status === undefined);
  }

  unfinished(): Step[] {
    return this.all.filter((step) => step.status === undefined);
  }
}
