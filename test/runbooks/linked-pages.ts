import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AnomalyBand,
  DeadLetters,
  ErrorRate,
  FaultRate,
  Latency,
  LogErrors,
  NoTraffic,
  QueueAge,
  SyntheticDuration,
  SyntheticStep,
  SyntheticSuccess,
  TargetGroupErrors,
  TargetGroupLatency,
  Throttles,
} from '../../lib/alarms';
import { outcomeRunbooks, type RunbookTarget } from '../../lib/runbooks';

export interface Page {
  readonly name: string;
  readonly text: string;
}

/** All pages of `runbooks/`, as they are written. */
export const pages: readonly Page[] = readdirSync('runbooks').map((file) => ({
  name: file.replace(/\.md$/, ''),
  text: readFileSync(join('runbooks', file), 'utf8'),
}));

export function pageOf(name: string): Page {
  const page = pages.find((one) => one.name === name);
  if (page === undefined) throw new Error(`there is no page ${name}`);
  return page;
}

const stack = new Stack(new App(), 'Signals');
const queue = new Queue(stack, 'Queue');

const anywhere = [
  SyntheticSuccess.below(90),
  SyntheticStep.below('buy', 90),
  SyntheticDuration.above(Duration.seconds(5)),
  LogErrors.above(5, new LogGroup(stack, 'Logs')),
  QueueAge.above(Duration.minutes(5), queue),
  DeadLetters.above(0, queue),
  AnomalyBand.of(2, new Metric({ namespace: 'Shop', metricName: 'Orders' }), { id: 'Orders' }),
];
const ofFunctions = [
  ErrorRate.above(1),
  FaultRate.above(1),
  Latency.above(Duration.seconds(1)),
  Throttles.above(0),
  NoTraffic.below(10),
];
const balanced = [TargetGroupErrors.above(1), TargetGroupLatency.above(Duration.seconds(1))];

/** The pages that the board of a guard can show: its outcomes', and those of the signals that it can have. */
export function pagesOf(target: RunbookTarget): readonly string[] {
  const signals = [...anywhere, ...(target === 'functions' ? ofFunctions : balanced)];
  return [...new Set([...outcomeRunbooks(target), ...signals.map((signal) => signal.runbook)])];
}
