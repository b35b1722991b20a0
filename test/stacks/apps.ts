import { App, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
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
  Throttles,
} from '../../lib/alarms';
import { GuardsBoard } from '../../lib/dashboards';
import { ExistingCanary } from '../../lib/deployment';
import { PipelineStack, StorefrontStack } from '../../lib/stacks';
import { Service } from '../deployment/service';
import { shop } from '../deployment/shop-on-ecs';
import { blueGreenApp, serversApp } from '../rehearsal/balanced-shops';

/** Everything that a guard of functions can be told. */
function everything(): App {
  const service = new Service();
  const { stack } = service;
  const orders = new Queue(stack, 'Orders');
  const log = new LogGroup(stack, 'Log', { retention: RetentionDays.ONE_WEEK });
  const guard = service.guard({
    functions: [service.fn],
    signals: [
      ErrorRate.above(1),
      FaultRate.above(1),
      Latency.above(Duration.millis(800), { trimmedMean: true }),
      Throttles.above(1),
      NoTraffic.below(10),
      SyntheticSuccess.below(90),
      SyntheticStep.below('checkout', 90),
      SyntheticDuration.above(Duration.seconds(20)),
      LogErrors.above(5, log, { versionField: '$.version' }),
      QueueAge.above(Duration.minutes(5), orders, { advisory: true }),
      DeadLetters.above(0, orders, { advisory: true }),
      AnomalyBand.of(3, new Metric({ namespace: 'Shop', metricName: 'Orders' }), {
        id: 'Orders',
        runbook: 'production-errors',
        advisory: true,
      }),
    ],
    existingCanaries: [ExistingCanary.named('old-one', { interval: Duration.minutes(5) })],
    bake: Duration.minutes(15),
    longBake: Duration.minutes(60),
    deploymentEvents: new Topic(stack, 'Events', { enforceSSL: true }),
    report: { opsItem: true, webhookUrl: 'https://chat.example.com/hook' },
  });
  guard.runAgainst({ baseUrl: 'https://shop.example.com' });
  new GuardsBoard(new Stack(service.app, 'Boards'), 'Board', { guards: [guard] });
  return service.app;
}

/** Whatever AWS is to take, one for each target and for each way to be told. */
export const apps: Readonly<Record<string, () => App>> = {
  'the storefront': () => {
    const app = new App();
    new StorefrontStack(app, 'Storefront');
    return app;
  },
  'the pipeline': () => {
    const app = new App();
    new PipelineStack(app, 'StorefrontPipeline');
    return app;
  },
  'a guard of functions with all that it takes': everything,
  'a guard with a second API, and canaries that always run': () => {
    const service = new Service();
    const guard = service.guard({ payload: '1.0', bake: Duration.minutes(5) });
    guard.runAgainst({ baseUrl: 'https://shop.example.com', every: Duration.minutes(5) });
    return service.app;
  },
  'a guard of an ECS service': () => shop().app,
  'a guard of ECS blue/green by CodeDeploy': blueGreenApp,
  'a guard of servers': serversApp,
};
