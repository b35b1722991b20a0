import type { Duration } from 'aws-cdk-lib';

export interface BakeProps {
  /** How long the stage's alarms must stay quiet: 2 minutes to 12 hours. */
  readonly duration: Duration;
  /**
   * How many requests users must have made meanwhile. With fewer the bake goes on; an alarm without requests is quiet whatever
   * the release does. @default 0
   */
  readonly minRequests?: number;
  /** After which too few requests fail the stage, up to 23 hours. @default - four times the duration */
  readonly patience?: Duration;
}

/** The longest that an invoke action may go on, less an hour for its last answer. */
const MAX_PATIENCE_MINUTES = 23 * 60;

/** The time after a stage's deployment in which nothing may go wrong. A value: it is checked when it is made. */
export class Bake {
  /** @throws where a number is none that a bake can have */
  static of({ duration, minRequests = 0, patience }: BakeProps): Bake {
    const minutes = duration.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < 2 || minutes > 12 * 60) {
      throw new Error(
        `Bake.of: duration is ${duration.toSeconds()} seconds; a bake takes 2 minutes to 12 hours, in whole minutes.`,
      );
    }
    if (!Number.isInteger(minRequests) || minRequests < 0) {
      throw new Error(`Bake.of: minRequests is ${minRequests}; it takes a whole number, 0 or more.`);
    }
    const most = patience?.toMinutes({ integral: false }) ?? Math.min(4 * minutes, MAX_PATIENCE_MINUTES);
    if (most < minutes || most > MAX_PATIENCE_MINUTES) {
      throw new Error(
        `Bake.of: patience is ${most} minutes; it takes at least the duration (${minutes}) and at most ${MAX_PATIENCE_MINUTES}, ` +
          'since CodePipeline ends an invoke action after 24 hours.',
      );
    }
    return new Bake(minutes, minRequests, Math.floor(most));
  }

  private constructor(
    readonly minutes: number,
    readonly minRequests: number,
    readonly patienceMinutes: number,
  ) {}

  /** In words: `30 minutes, with 1000 requests`. */
  toString(): string {
    return `${this.minutes} minutes${this.minRequests === 0 ? '' : `, with ${this.minRequests} requests`}`;
  }
}
