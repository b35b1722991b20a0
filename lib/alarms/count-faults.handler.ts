import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { FAULT_METRIC, FAULT_NAMESPACE } from './fault-metric';

/** The part of Lambda's context that says which version serves, and by which alias it was reached. */
interface InvocationContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
}

type Handler<Event, Context extends InvocationContext, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * Wraps the handler of a function that answers HTTP, so that an answer of 5xx counts as a fault of its version, as an error
 * does: `export const handler = countFaults(async (event) => …)`. The count is written to the log as Embedded Metric
 * Format, under the dimensions of Lambda's own metrics; it costs a custom metric for each version, and no call.
 */
export function countFaults<Event, Context extends InvocationContext, Result>(
  handler: Handler<Event, Context, Result>,
): Handler<Event, Context, Result> {
  return async (event, context) => {
    let fault = true;
    try {
      const result = await handler(event, context);
      fault = statusOf(result) >= 500;
      return result;
    } finally {
      count(fault ? 1 : 0, context);
    }
  };
}

function count(faults: number, { functionName, functionVersion, invokedFunctionArn }: InvocationContext): void {
  // The ARN ends in the alias where there is one: arn:aws:lambda:region:account:function:name:alias
  const alias = invokedFunctionArn.split(':')[7];
  const metrics = new Metrics({ namespace: FAULT_NAMESPACE });
  // Powertools adds a dimension `service`, and an alarm reads the metric with exactly its dimensions.
  metrics.clearDefaultDimensions();
  metrics.addDimensions({
    FunctionName: functionName,
    Resource: alias === undefined ? functionName : `${functionName}:${alias}`,
    ExecutedVersion: functionVersion,
  });
  metrics.addMetric(FAULT_METRIC, MetricUnit.Count, faults);
  metrics.publishStoredMetrics();
}

function statusOf(result: unknown): number {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) return 200;
  return Number(result.statusCode);
}
