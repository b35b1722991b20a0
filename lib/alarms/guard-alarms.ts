import type { CompositeAlarm, IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { RunbookLibrary } from '../runbooks';
import type { Candidate, CandidateFunction } from './candidate';
import { isFixForward, ruleOfRelease } from './fix-forward';
import { GuardAlarm } from './guard-alarm';
import { PolledAlarms } from './polled-alarms';
import { anyOf, type Rule } from './rule';
import type { Condition, Signal } from './signal';
import { SignalAlarm } from './signal-alarm';
import { StandingAlarm } from './standing-alarm';

/** The alarms of a guard, to make its rule of: `(alarms) => atLeast(2).of(...alarms.all)`. */
export interface RuleAlarms {
  /** Those that may decide: not the advisory ones. */
  readonly all: readonly SignalAlarm[];
  /** The alarms of one signal or condition, by its id: `of('ErrorRate')`. @throws where there is none */
  of(id: string): Rule;
}

export interface GuardAlarmsProps {
  readonly guardName: string;
  readonly candidate: Candidate;
  readonly signals: readonly Signal[];
  readonly runbooks: RunbookLibrary;
  /** The page for a release that was taken back. @default 'rolled-back' */
  readonly outcome?: string;
  /** Begins the logical ids of the alarms. */
  readonly logicalIdPrefix: string;
  /** Whether the guard goes on watching when the candidate has all traffic. @default false */
  readonly bakes?: boolean;
  /** When the alarms together stop a release. @default - any of them */
  readonly rule?: (alarms: RuleAlarms) => Rule;
}

/** The alarms of a guard's signals and the composite alarm over them. */
export class GuardAlarms extends Construct {
  readonly composite: GuardAlarm;
  /**
   * In ALARM while the composite of the current release is. Its name is the guard's and stays: for rollback triggers,
   * pipelines, boards and notifications, which outlive a release.
   */
  readonly standing: CompositeAlarm;
  /** One for each condition, in the order of the signals. */
  readonly alarms: readonly SignalAlarm[];
  /** On the live alias as a whole, which is the candidate in the bake: for the hook that bakes, never for the shift. */
  readonly inBake: readonly SignalAlarm[];
  /** Whether any alarm stops this release: not when it fixes forward and none is on the candidate alone. */
  readonly decide: boolean;
  private readonly polledAlarms: PolledAlarms;

  /** @throws where no alarm can stop the release. */
  constructor(scope: Construct, id: string, props: GuardAlarmsProps) {
    super(scope, id);
    this.alarms = alarmsOf(this, props);
    this.inBake = props.bakes ? bakeAlarms(this, props, this.alarms) : [];
    const decisive = this.alarms.filter((alarm) => !alarm.advisory);
    if (decisive.length === 0) {
      throw new Error(
        `${props.guardName} has no signal that could roll a release back; give it one that is not advisory.`,
      );
    }
    const ruleOf = props.rule ?? (({ all }) => anyOf(...all));
    const { rule, decides } = ruleOfRelease(this, props.guardName, decisive, (alarms) => ruleOf(ruleAlarms(alarms)));
    this.composite = new GuardAlarm(this, 'Composite', {
      guardName: props.guardName,
      release: props.candidate.release,
      logicalId: `${props.logicalIdPrefix}Alarm`,
      rule: rule.within(this),
      runbookUrl: props.runbooks.urlOf(props.outcome ?? 'rolled-back'),
    });
    this.standing = new StandingAlarm(this, 'Standing', {
      guardName: props.guardName,
      logicalId: `${props.logicalIdPrefix}Standing`,
      composite: this.composite,
      runbookUrl: props.runbooks.urlOf(props.outcome ?? 'rolled-back'),
    });
    this.decide = decides;
    this.polledAlarms = new PolledAlarms(this, { guardName: props.guardName, composite: this.composite, rule });
  }

  /** The conditions that may stop this release. */
  get conditions(): readonly Condition[] {
    const leftOut = isFixForward(this) ? 'production' : undefined;
    return this.alarms
      .filter((alarm) => !alarm.advisory && alarm.condition.scope !== leftOut)
      .map((alarm) => alarm.condition);
  }

  /** What a deployment polls that moves all that the guard has. @throws where CodeDeploy takes fewer alarms than there are */
  get polled(): readonly IAlarmRef[] {
    return this.decide ? this.polledAlarms.for() : [];
  }

  /** What the deployment group of one function polls. @throws where CodeDeploy takes fewer alarms than there are */
  polledFor(fn: Pick<CandidateFunction, 'label'>): readonly IAlarmRef[] {
    return this.decide ? this.polledAlarms.for(fn) : [];
  }
}

function alarmsOf(scope: Construct, props: GuardAlarmsProps): SignalAlarm[] {
  const seen = new Map<string, string>();
  return props.signals.flatMap((signal) =>
    signal.conditions(props.candidate, scope).map((condition) => {
      if (seen.has(condition.id)) {
        throw new Error(
          `${props.guardName} has two signals '${condition.id}': their alarms would have one name. Leave one out, or give it an \`id\`.`,
        );
      }
      seen.set(condition.id, signal.id);
      return new SignalAlarm(scope, condition.id, {
        guardName: props.guardName,
        logicalId: `${props.logicalIdPrefix}${condition.id}`,
        signal,
        condition,
        runbookUrl: props.runbooks.urlOf(signal.runbook),
      });
    }),
  );
}

/** Born new with each release, as the others are. */
function bakeAlarms(scope: Construct, props: GuardAlarmsProps, alarms: readonly SignalAlarm[]): SignalAlarm[] {
  return alarms.flatMap(({ signal, condition, advisory }) => {
    if (advisory || condition.inBake === undefined) return [];
    const id = `${condition.id}InBake`;
    return [
      new SignalAlarm(scope, id, {
        guardName: props.guardName,
        logicalId: `${props.logicalIdPrefix}${id}`,
        signal,
        condition: { ...condition, id, metric: condition.inBake, means: `in the bake, ${condition.means}` },
        runbookUrl: props.runbooks.urlOf(signal.runbook),
      }),
    ];
  });
}

function ruleAlarms(all: readonly SignalAlarm[]): RuleAlarms {
  return {
    all,
    of(id) {
      const found = all.filter((alarm) => alarm.signal.id === id || alarm.condition.id === id);
      if (found.length === 0) {
        const known = [...new Set(all.flatMap((alarm) => [alarm.signal.id, alarm.condition.id]))];
        throw new Error(`The guard's rule names '${id}', and there is no such signal; there are ${known.join(', ')}.`);
      }
      return anyOf(...found);
    },
  };
}
