import { CloudWatch } from '../lib/engine/cloudwatch';
import type { Benchmark } from './benchmark';

/** What one run measured. */
interface AlarmRun {
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
export function runAlarms(alarms: number, minutes: number): AlarmRun {
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

const day = 24 * 60;

/** A million evaluations a second on one core, and a time that grows with the alarms and no faster. */
export const benchmark: Benchmark = async (print) => {
  const run = (alarms: number): AlarmRun => {
    const measured = runAlarms(alarms, day);
    print(
      `${alarms.toLocaleString('en')} alarms × 1 day: ${perSecond(measured)} ` +
        `(${measured.evaluations.toLocaleString('en')} in ${measured.evaluationSeconds.toFixed(2)} s, ` +
        `${measured.stateChanges.toLocaleString('en')} state changes; ${measured.totalSeconds.toFixed(2)} s with the samples)`,
    );
    return measured;
  };
  // The first run compiles the engine; of the short ones the middle one counts.
  runAlarms(1000, 200);
  const short = [run(1000), run(1000), run(1000)]
    .map(({ evaluationSeconds }) => evaluationSeconds)
    .sort((a, b) => a - b);
  const large = run(10_000);
  const linearity = large.evaluationSeconds / (10 * (short[1] ?? Number.NaN));
  return [
    {
      what: '3-of-5 alarms over minute data, 10,000 alarms × 1 day',
      measured: perSecond(large),
      aim: 'at least 1,000,000 evaluations/s',
      holds: large.evaluationsPerSecond >= 1_000_000,
    },
    {
      what: 'time(10,000 alarms) / (10 × time(1,000 alarms))',
      measured: linearity.toFixed(2),
      aim: 'linear: at most 2, what the caches of the processor cost',
      holds: linearity <= 2,
    },
  ];
};

function perSecond({ evaluationsPerSecond }: AlarmRun): string {
  return `${Math.round(evaluationsPerSecond).toLocaleString('en')} evaluations/s`;
}

/** A linear congruential generator: the same numbers in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 16;
  };
}
