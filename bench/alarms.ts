import { CloudWatch } from '../lib/engine/cloudwatch';

/** What one run of the alarm benchmark measured. */
export interface AlarmBenchmark {
  readonly alarms: number;
  readonly minutes: number;
  readonly evaluations: number;
  /** Of `evaluate` alone. */
  readonly evaluationSeconds: number;
  readonly evaluationsPerSecond: number;
  /** With the samples put and the alarms created. */
  readonly totalSeconds: number;
  readonly stateChanges: number;
}

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

/**
 * One day of 3-of-5 alarms over minute data: each alarm has its own metric, one sample a minute, evaluated each minute.
 * One minute in eight breaches, at random, so that alarms change their states as alarms do.
 */
export function runAlarms(alarms: number, minutes: number): AlarmBenchmark {
  const cloudWatch = new CloudWatch({ region: 'eu-west-1', account: '111122223333' });
  const random = pseudoRandom(1);
  const metrics = Array.from({ length: alarms }, (_, index) => ({
    namespace: 'Bench',
    name: 'Errors',
    dimensions: { Service: `service-${index}` },
  }));
  const began = performance.now();
  metrics.forEach(({ namespace, name, dimensions }, index) => {
    cloudWatch.putMetricAlarm(
      {
        AlarmName: `alarm-${index}`,
        Namespace: namespace,
        MetricName: name,
        Dimensions: [{ Name: 'Service', Value: dimensions.Service }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 5,
        DatapointsToAlarm: 3,
        Threshold: 7,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
      start,
    );
  });
  let evaluationMillis = 0;
  let stateChanges = 0;
  for (let index = 0; index < minutes; index++) {
    const timestamp = start + index * minute;
    for (const metric of metrics) cloudWatch.putMetricData(metric, { timestamp, value: random() & 7 });
    const before = performance.now();
    const events = cloudWatch.evaluate(timestamp + minute);
    evaluationMillis += performance.now() - before;
    for (const event of events) if (event.type === 'StateUpdate') stateChanges++;
  }
  const evaluations = alarms * minutes;
  return {
    alarms,
    minutes,
    evaluations,
    evaluationSeconds: evaluationMillis / 1000,
    evaluationsPerSecond: evaluations / (evaluationMillis / 1000),
    totalSeconds: (performance.now() - began) / 1000,
    stateChanges,
  };
}

/** Runs the benchmark of the alarm engine and prints what it measured. */
export async function benchAlarms(print: (line: string) => void = console.log): Promise<{
  readonly evaluationsPerSecond: number;
  /** Time of 10,000 alarms × 1 day over ten times that of 1,000: 1 is linear. */
  readonly linearity: number;
}> {
  const day = 24 * 60;
  runAlarms(1000, 200);
  const small = runAlarms(1000, day);
  const large = runAlarms(10_000, day);
  const linearity = large.evaluationSeconds / (10 * small.evaluationSeconds);
  for (const run of [small, large]) {
    print(
      `${run.alarms} alarms × 1 day: ${Math.round(run.evaluationsPerSecond).toLocaleString('en')} evaluations/s ` +
        `(${run.evaluations.toLocaleString('en')} in ${run.evaluationSeconds.toFixed(2)} s, ` +
        `${run.stateChanges.toLocaleString('en')} state changes; ${run.totalSeconds.toFixed(2)} s with the samples)`,
    );
  }
  print(`time(10,000 alarms) / (10 × time(1,000 alarms)) = ${linearity.toFixed(2)}`);
  return { evaluationsPerSecond: large.evaluationsPerSecond, linearity };
}

/** A linear congruential generator: the same numbers in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 16;
  };
}
