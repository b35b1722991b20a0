import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { type LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnVersion, type Function as Fn, FunctionUrlAuthType, type IFunction } from 'aws-cdk-lib/aws-lambda';

const minute = Duration.minutes(1);
const RUNBOOKS = 'https://wiki.example.com/runbooks';

export type PlainFunction = ReturnType<typeof plainFunction>;

/** A function under guard: its aliases, the signed URL of its candidate, its metrics, and the alarms on them. */
export function plainFunction(stack: Stack, fn: Fn, id: string) {
  const { version } = fn.currentVersion;
  const published = fn.currentVersion.node.defaultChild;
  if (published instanceof CfnVersion) published.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const live = new Alias(stack, `Live${id}`, { aliasName: 'live', version: fn.currentVersion });
  const candidate = new Alias(stack, `Candidate${id}`, {
    aliasName: 'candidate',
    version: fn.currentVersion,
    description: 'The version being deployed, for canaries alone',
  });
  const url = candidate.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
  const metrics = metricsOf(fn, version);
  const alarm = (name: string, measured: MathExpression, threshold: number, means: string, page: string) =>
    new Alarm(stack, `${name}${id}`, {
      // A new version gets new alarms, without the state of the one before.
      alarmName: `${stack.stackName}-${name}${id}-v${version}`,
      alarmDescription: `${means}: the release is rolled back. Runbook: ${RUNBOOKS}/${page}`,
      metric: measured,
      threshold,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  const errors = "More than 1 % of the candidate's requests fail";
  const slow = "The candidate's p99 latency is above 800 ms";
  return {
    id,
    fn,
    live,
    candidate,
    url,
    metrics,
    alarms: [
      alarm('ErrorRate', metrics.errorRate, 1, errors, 'error-rate'),
      alarm('Latency', metrics.latency, 800, slow, 'latency'),
    ],
    inBake: [
      alarm('ErrorRateInBake', metrics.errorRateInBake, 1, `In the bake: ${errors}`, 'error-rate'),
      alarm('LatencyInBake', metrics.latencyInBake, 800, `In the bake: ${slow}`, 'latency'),
    ],
  };
}

function metricsOf(fn: Fn, version: string) {
  const metric = (metricName: string, statistic: string, executedVersion?: string, label?: string) =>
    new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      statistic,
      period: minute,
      label,
      dimensionsMap: {
        FunctionName: fn.functionName,
        Resource: `${fn.functionName}:live`,
        ...(executedVersion === undefined ? {} : { ExecutedVersion: executedVersion }),
      },
    });
  const math = (label: string, expression: string, usingMetrics: Record<string, Metric>) =>
    new MathExpression({ label, expression, usingMetrics, period: minute });
  const errorRate = (executedVersion?: string) =>
    math('errors of the candidate (%)', 'IF(invocations >= 50, 100 * errors / invocations)', {
      errors: metric('Errors', 'Sum', executedVersion),
      invocations: metric('Invocations', 'Sum', executedVersion),
    });
  const latency = (executedVersion?: string) =>
    math('p99 of the candidate (ms)', 'IF(invocations >= 100, latency)', {
      invocations: metric('Invocations', 'Sum', executedVersion),
      latency: metric('Duration', 'p99', executedVersion),
    });
  const requests = metric('Invocations', 'Sum', version, 'candidate');
  return {
    requests,
    requestsOfBaseline: math('baseline', 'all - FILL(candidate, 0)', {
      all: metric('Invocations', 'Sum'),
      candidate: requests,
    }),
    errorRate: errorRate(version),
    errorRateInBake: errorRate(),
    errorRateOfBaseline: math(
      'errors of the baseline (%)',
      '100 * (allErrors - FILL(errors, 0)) / (allInvocations - FILL(invocations, 0))',
      {
        allErrors: metric('Errors', 'Sum'),
        allInvocations: metric('Invocations', 'Sum'),
        errors: metric('Errors', 'Sum', version),
        invocations: metric('Invocations', 'Sum', version),
      },
    ),
    latency: latency(version),
    latencyInBake: latency(),
    latencyOfAll: metric('Duration', 'p99', undefined, 'p99 of all versions (ms)'),
  };
}

/** The deployment group of one function, with a role that may move its alias alone. */
export function plainDeploymentGroup(
  stack: Stack,
  { fn, id, live, candidate }: PlainFunction,
  props: {
    readonly application: LambdaApplication;
    readonly alarms: readonly IAlarm[];
    readonly before: IFunction;
    readonly after: IFunction;
  },
): LambdaDeploymentGroup {
  const role = new Role(stack, `DeploymentRole${id}`, { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
  const allow = (actions: string[], resources: string[]) =>
    role.addToPolicy(new PolicyStatement({ actions, resources }));
  allow(
    ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
    [fn.functionArn, `${fn.functionArn}:live`],
  );
  allow(['lambda:InvokeFunction'], [props.before.functionArn, props.after.functionArn]);
  allow(['cloudwatch:DescribeAlarms'], ['*']);
  const group = new LambdaDeploymentGroup(stack, `DeploymentGroup${id}`, {
    application: props.application,
    alias: live,
    deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
    alarms: [...props.alarms],
    autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    role: role.withoutPolicyUpdates(),
    preHook: props.before,
    postHook: props.after,
  });
  live.node.addDependency(candidate, role);
  return group;
}
