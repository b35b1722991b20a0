import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { ErrorRate, GuardedDeployment, Latency, SyntheticSuccess, TrafficShift } from '../../lib';
import { type EndpointsProps, endpoints } from './endpoints';

/** So many endpoints, each a function with a canary, behind one guard. */
export function guardedEndpoints(stack: Stack, props: EndpointsProps): void {
  const functions = endpoints(stack, props);
  new GuardedDeployment(stack, 'Guard', {
    functions,
    shift: TrafficShift.canary({ percentage: 10, interval: Duration.minutes(10) }),
    signals: [ErrorRate.above(1), Latency.above(Duration.millis(800)), SyntheticSuccess.below(90)],
    canaries: functions.map((serves, index) => ({
      script: join(props.canaryCode, 'index.js'),
      name: `endpoint-${index}`,
      serves,
    })),
    expectedRequestsPerMinute: 1200,
    bake: Duration.minutes(5),
  });
}
