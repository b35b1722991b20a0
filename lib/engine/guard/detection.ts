/** How CloudWatch and CodeDeploy add to the time between a fault and its end. All in seconds. */
export interface DetectionAssumptions {
  /** From the end of a period to its datapoint being visible. AWS says about 60; up to 170 was seen. */
  readonly publishDelay: number;
  /** CloudWatch evaluates an alarm once a minute, at a phase nobody chooses. @default 60 */
  readonly evaluation?: number;
  /** CodeDeploy polls the alarms; the interval is undocumented, 10 to 15 were observed. @default 15 */
  readonly poll?: number;
}

/** The publish delay that CloudWatch's pages name. */
export const EXPECTED_PUBLISH_DELAY = 60;

/** The longest publish delay that was observed. */
export const SLOW_PUBLISH_DELAY = 170;

/** What one condition needs before it can be true. All times in seconds. */
export interface DetectionInput {
  readonly datapointsToAlarm: number;
  readonly period: number;
  /** Only where a canary feeds the condition: the time between two runs, and how long one run may take. */
  readonly canary?: { readonly interval: number; readonly run: number };
}

export interface Detection {
  /** From the first bad request or run to CodeDeploy's stop, at the worst. */
  readonly seconds: number;
  /** The sum in words, such as `2 datapoints × 60 s + 60 s evaluation + 60 s publish delay + 15 s poll = 255 s`. */
  readonly reason: string;
}

/**
 * How long a fault lasts, at the worst, before CodeDeploy stops the shift because of this condition.
 * A canary adds the wait for its next run and the run itself, since a run's datapoint appears only when it has ended.
 */
export function detection(input: DetectionInput, assumptions: DetectionAssumptions): Detection {
  const { evaluation = 60, poll = 15, publishDelay } = assumptions;
  const { datapointsToAlarm, period, canary } = input;
  const terms = [`${datapointsToAlarm} datapoint${datapointsToAlarm === 1 ? '' : 's'} × ${period} s`];
  let seconds = datapointsToAlarm * period;
  if (canary) {
    // A canary slower than the period leaves empty periods between its datapoints.
    const waits = (datapointsToAlarm - 1) * Math.max(0, canary.interval - period) + canary.interval;
    seconds += waits + canary.run;
    terms.push(`${waits} s between runs`, `${canary.run} s run`);
  }
  seconds += evaluation + publishDelay + poll;
  terms.push(`${evaluation} s evaluation`, `${publishDelay} s publish delay`, `${poll} s poll`);
  return { seconds, reason: `${terms.join(' + ')} = ${seconds} s` };
}
