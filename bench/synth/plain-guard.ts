import { CfnOutput, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias, Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Code } from 'aws-cdk-lib/aws-synthetics';
import { plainCanary, successAlarm } from './plain-canary';
import { plainDashboard } from './plain-dashboard';
import { plainDeploymentGroup, plainFunction } from './plain-function';
import { PlainHooks } from './plain-hooks';

export interface PlainGuardProps {
  readonly functions: readonly Fn[];
  /** The code of each canary, and the place of the function that it uses. */
  readonly canaries: Readonly<Record<string, { readonly code: () => Code; readonly serves: number }>>;
  /** The service's address, for which the canaries run once after each deployment. @default - they do not */
  readonly baseUrl?: (live: readonly Alias[]) => string;
}

/**
 * What GuardedDeployment makes, written out with CDK's own constructs: the measure of what its convenience costs. The same
 * resources with the properties that the guard's behaviour rests on, in as many words as it takes.
 */
export function plainGuard(stack: Stack, props: PlainGuardProps): readonly Alias[] {
  const artifacts = new Bucket(stack, 'Artifacts', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(31), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  const functions = props.functions.map((fn, index) => plainFunction(stack, fn, String(index)));
  const canaries = Object.entries(props.canaries).flatMap(([label, { code, serves }]) => {
    const signedFor = functions[serves];
    const name = `${stack.stackName.toLowerCase()}-${label}`;
    return signedFor === undefined ? [] : [{ label, code, serves, name, signedFor }];
  });
  const pinned = canaries.map(({ label, code, name, signedFor }) => {
    const every = { minute: true, limit: Duration.minutes(135) } as const;
    return plainCanary(stack, `Pinned${label}`, {
      name,
      code,
      artifacts,
      every,
      signedFor,
      baseUrl: signedFor.url.url,
    });
  });
  const success = canaries.map(({ label, name, signedFor }) =>
    successAlarm(stack, label, name, signedFor.fn.currentVersion.version),
  );
  const alarms = [...functions.flatMap((fn) => fn.alarms), ...success];
  const composite = new CompositeAlarm(stack, 'Composite', {
    compositeAlarmName: `${stack.stackName}-v${functions.map(({ fn }) => fn.currentVersion.version).join('-')}`,
    alarmDescription: 'The release is rolled back. Runbook: https://wiki.example.com/runbooks/rolled-back',
    alarmRule: AlarmRule.anyOf(...alarms),
  });
  const standing = new CompositeAlarm(stack, 'Standing', {
    compositeAlarmName: stack.stackName,
    alarmDescription: 'The last release was rolled back. Runbook: https://wiki.example.com/runbooks/rolled-back',
    alarmRule: AlarmRule.anyOf(composite),
  });
  const inBake = functions.flatMap((fn) => fn.inBake);
  const hooks = new PlainHooks(stack, { functions, composite, inBake, pinned: canaries.map(({ name }) => name) });
  const application = new LambdaApplication(stack, 'Application');
  const groups = functions.map((fn, index) => {
    const own = success.filter((_, place) => canaries[place]?.serves === index);
    return plainDeploymentGroup(stack, fn, {
      application,
      // A deployment group takes ten alarms in every account.
      alarms: [composite, ...(alarms.length < 10 ? alarms : [...fn.alarms, ...own])],
      before: hooks.before,
      after: hooks.after,
    });
  });
  hooks.afterDeployment(application, groups, standing);
  hooks.before.node.defaultChild?.node.addDependency(...pinned);
  const live = functions.map((fn) => fn.live);
  const afterwards = liveCanaries(stack, props, live, artifacts);
  hooks.runAfterwards(afterwards);
  plainDashboard(stack, {
    functions,
    composite,
    alarms,
    inBake,
    pinned: canaries.map(({ name }) => name),
    live: afterwards,
    hooks,
    application,
    groups,
  });
  const outputs = {
    AlarmArn: composite.alarmArn,
    AlarmName: composite.alarmName,
    StandingAlarmArn: standing.alarmArn,
    ApplicationName: application.applicationName,
    DeploymentGroups: groups.map((group) => group.deploymentGroupName).join(','),
    LiveAliases: functions.map(({ fn }) => `${fn.functionName}:live`).join(','),
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
  return live;
}

/** The same scripts against the service itself, once after each deployment. */
function liveCanaries(
  stack: Stack,
  props: PlainGuardProps,
  live: readonly Alias[],
  artifacts: Bucket,
): readonly string[] {
  const baseUrl = props.baseUrl?.(live);
  if (baseUrl === undefined) return [];
  return Object.entries(props.canaries).map(([label, { code }]) => {
    const name = `${stack.stackName.toLowerCase()}-${label}-live`;
    const canary = plainCanary(stack, `Live${label}`, { name, code, artifacts, baseUrl });
    canary.node.addDependency(...live);
    return name;
  });
}
