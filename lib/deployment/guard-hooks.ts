import { ArnFormat, type Duration, Names, Stack } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import type { GuardAlarms } from '../alarms';
import { acknowledgeWildcards } from '../synthetics';
import { GuardFunction } from './guard-function';
import { Waits } from './waits';

export const START = ['synthetics:GetCanary', 'synthetics:GetCanaryRuns', 'synthetics:StartCanary'];

export interface GuardHooksProps {
  readonly guardName: string;
  readonly alarms: GuardAlarms;
  /** By name. */
  readonly pinnedCanaries: readonly string[];
  readonly pinnedInterval: Duration;
  readonly bake: Duration;
  /**
   * Whether they have names of their own, which what they wait for can say: a deployment that knows nothing of the guard but its hooks
   * waits for nothing else. @default false
   */
  readonly named?: boolean;
}

/**
 * The functions that CodeDeploy asks before traffic moves and after all has moved. Each waits by a schedule that invokes it
 * again, in a group that goes with the stack.
 */
export class GuardHooks extends Construct {
  readonly before: GuardFunction;
  readonly after: GuardFunction;
  readonly waits: Waits;

  constructor(scope: Construct, id: string, props: GuardHooksProps) {
    super(scope, id);
    this.waits = new Waits(this, 'Waits');
    // The managed policies of CodeDeploy allow hooks of such a name.
    const named = (hook: string) =>
      props.named
        ? { functionName: `CodeDeployHook_${Names.uniqueResourceName(this, { maxLength: 40 })}_${hook}` }
        : {};
    this.before = new GuardFunction(this, 'BeforeAllowTraffic', {
      ...named('Before'),
      handler: 'before-allow-traffic',
      description: `${props.guardName}: before any traffic, every pinned canary must pass`,
      environment: { PINNED_CANARIES: props.pinnedCanaries.join(',') },
      waits: this.waits,
    });
    this.after = new GuardFunction(this, 'AfterAllowTraffic', {
      ...named('After'),
      handler: 'after-allow-traffic',
      description: `${props.guardName}: after 100 %, live canaries must pass and the alarm stay quiet`,
      environment: {
        PINNED_CANARIES: props.pinnedCanaries.join(','),
        PINNED_INTERVAL_SECONDS: String(props.pinnedInterval.toSeconds()),
        GUARD_ALARMS: props.alarms.decide ? props.alarms.composite.alarmName : '',
        BAKE_ALARMS: props.alarms.inBake.map((alarm) => alarm.alarmName).join(','),
        SETTLE_MINUTES: String(settleMinutes(props.alarms)),
        BAKE_MINUTES: String(props.bake.toMinutes()),
      },
      waits: this.waits,
    });
    const pinned = props.pinnedCanaries.map((name) => canaryArn(this, name));
    this.before.allow(START, pinned);
    this.after.allow(['synthetics:GetCanaryRuns'], pinned);
    this.after.allow(['cloudwatch:DescribeAlarms'], ['*']);
    acknowledgeWildcards(
      this.after.role ?? this.after,
      ['*'],
      'DescribeAlarms of composite alarms needs permission on all alarms.',
    );
  }

  /** Lets them see whether a deployment still goes on: of an application that is the guard's alone, so one ARN does, however many groups. */
  allowDeploymentsOf(applicationName: string): void {
    const groups = Stack.of(this).formatArn({
      service: 'codedeploy',
      resource: 'deploymentgroup',
      resourceName: `${applicationName}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    for (const hook of [this.before, this.after]) {
      hook.allow(['codedeploy:GetDeployment'], [groups]);
      acknowledgeWildcards(hook.role ?? hook, [groups], "The application is this guard's alone.");
    }
  }

  /** Their log groups and schedules, as the runbooks name them. */
  get names(): Readonly<Record<'before-log-group' | 'after-log-group' | 'schedule-group', string>> {
    return {
      'before-log-group': this.before.logs.logGroupName,
      'after-log-group': this.after.logs.logGroupName,
      'schedule-group': this.waits.group.scheduleGroupName,
    };
  }

  /** No deployment begins before these exist: it waits for the first hook, which waits for them. One list, however many deploy. */
  waitFor(...dependencies: readonly IDependable[]): void {
    this.before.node.defaultChild?.node.addDependency(...dependencies);
  }

  /** Has the second hook run these as well, and wait for each to pass. By name: they wait for the live alias. */
  runAfterwards(liveCanaries: readonly string[]): void {
    this.after.addEnvironment('LIVE_CANARIES', liveCanaries.join(','));
    this.after.allow(
      START,
      liveCanaries.map((name) => canaryArn(this, name)),
    );
  }

  /** Has the first hook ask for a report of the deployment, to be there when every event is lost. */
  reportLater(report: GuardFunction, after: Duration): void {
    this.before.reportLater(report.functionArn, after);
  }
}

/** How long after 100 % the alarms of the bake rest on the candidate alone, where there are any. */
export function settleSeconds(alarms: GuardAlarms): { readonly settleSeconds?: number } {
  return alarms.inBake.length === 0 ? {} : { settleSeconds: settleMinutes(alarms) * 60 };
}

/** Their periods, and a minute until the last datapoint of them is published. */
function settleMinutes({ inBake }: GuardAlarms): number {
  return 1 + Math.max(0, ...inBake.map(({ condition }) => condition.evaluationPeriods));
}

export function canaryArn(scope: Construct, canaryName: string): string {
  return Stack.of(scope).formatArn({
    service: 'synthetics',
    resource: 'canary',
    resourceName: canaryName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
