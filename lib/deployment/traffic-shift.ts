import type { Duration } from 'aws-cdk-lib';
import {
  type IBaseDeploymentConfig,
  LambdaDeploymentConfig,
  TimeBasedCanaryTrafficRouting,
  TimeBasedLinearTrafficRouting,
} from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import { increments, type Shift } from '../engine/guard';

export interface TrafficShiftProps {
  /** Of the traffic, in each increment: a whole number from 1 to 99. */
  readonly percentage: number;
  /** Between two increments: whole minutes. All increments together take at most 2,880 minutes. */
  readonly interval: Duration;
}

/** CodeDeploy's limit between the first shift and the last. */
const MAX_MINUTES = 2880;

/** Percentages and minutes for which CodeDeploy has a configuration of its own; each own one counts against a quota. */
const PREDEFINED_CANARY_MINUTES = [5, 10, 15, 30];
const PREDEFINED_LINEAR_MINUTES = [1, 2, 3, 10];

/** How traffic moves from the baseline to the candidate. A value: it is checked when it is made. */
export class TrafficShift {
  /**
   * A first share, a wait, then all the rest.
   * @throws where CodeDeploy would refuse the percentage or the interval
   */
  static canary(props: TrafficShiftProps): TrafficShift {
    const { percentage, intervalMinutes } = checked('canary', props);
    if (intervalMinutes > MAX_MINUTES) throw tooLong('canary', `${intervalMinutes} minutes`, props);
    const predefined =
      percentage === 10 && PREDEFINED_CANARY_MINUTES.includes(intervalMinutes)
        ? `CodeDeployDefault.LambdaCanary10Percent${intervalMinutes}Minutes`
        : undefined;
    return new TrafficShift({ type: 'canary', percentage, intervalMinutes }, predefined, props);
  }

  /**
   * Equal shares at equal intervals; the first at once, the last without a wait after it.
   * @throws where CodeDeploy would refuse the percentage or the intervals
   */
  static linear(props: TrafficShiftProps): TrafficShift {
    const { percentage, intervalMinutes } = checked('linear', props);
    const minutes = (increments(percentage) - 1) * intervalMinutes;
    if (minutes > MAX_MINUTES) {
      throw tooLong('linear', `${increments(percentage) - 1} intervals of ${intervalMinutes} minutes`, props);
    }
    const predefined =
      percentage === 10 && PREDEFINED_LINEAR_MINUTES.includes(intervalMinutes)
        ? `CodeDeployDefault.LambdaLinear10PercentEvery${intervalMinutes}Minute${intervalMinutes === 1 ? '' : 's'}`
        : undefined;
    return new TrafficShift({ type: 'linear', percentage, intervalMinutes }, predefined, props);
  }

  /** Everything at once: only a bake can still catch a bad release. */
  static allAtOnce(): TrafficShift {
    return new TrafficShift({ type: 'all-at-once' }, 'CodeDeployDefault.LambdaAllAtOnce');
  }

  /**
   * A deployment configuration that exists in the account already.
   * @param deploymentConfigName its name
   * @param like what it does: the guard's arithmetic needs to know
   */
  static custom(deploymentConfigName: string, like: TrafficShift): TrafficShift {
    if (!/^[A-Za-z0-9._+=,@-]{1,100}$/.test(deploymentConfigName)) {
      throw new Error(
        `TrafficShift.custom('${deploymentConfigName}'): a deployment configuration's name is 1 to 100 letters, ` +
          'digits and . _ + = , @ -',
      );
    }
    return new TrafficShift(like.shift, deploymentConfigName, like.props);
  }

  private constructor(
    /** What the guard reckons with. */
    readonly shift: Shift,
    private readonly deploymentConfigName: string | undefined,
    private readonly props?: TrafficShiftProps,
  ) {}

  /** In words: `10 % for 10 minutes, then all`. */
  toString(): string {
    return shiftInWords(this.shift);
  }

  /** The deployment configuration of this shift: CodeDeploy's own where there is one, else one made in `scope`. */
  bind(scope: Construct): IBaseDeploymentConfig {
    if (this.deploymentConfigName !== undefined || this.props === undefined) {
      return LambdaDeploymentConfig.fromLambdaDeploymentConfigName(
        scope,
        'TrafficShift',
        this.deploymentConfigName ?? 'CodeDeployDefault.LambdaAllAtOnce',
      );
    }
    const { percentage, interval } = this.props;
    return new LambdaDeploymentConfig(scope, 'TrafficShift', {
      trafficRouting:
        this.shift.type === 'linear'
          ? new TimeBasedLinearTrafficRouting({ percentage, interval })
          : new TimeBasedCanaryTrafficRouting({ percentage, interval }),
    });
  }
}

export function shiftInWords(shift: Shift): string {
  switch (shift.type) {
    case 'all-at-once':
      return 'all at once';
    case 'canary':
      return `${shift.percentage} % for ${shift.intervalMinutes} minutes, then all`;
    case 'linear':
      return `${shift.percentage} % more every ${shift.intervalMinutes} minutes`;
  }
}

function checked(
  kind: string,
  { percentage, interval }: TrafficShiftProps,
): { percentage: number; intervalMinutes: number } {
  if (!Number.isInteger(percentage) || percentage < 1 || percentage > 99) {
    throw new Error(
      `TrafficShift.${kind}: percentage is ${percentage}; CodeDeploy shifts a whole number from 1 to 99 percent at a time.`,
    );
  }
  const seconds = interval.toSeconds();
  if (seconds < 60 || seconds % 60 !== 0) {
    throw new Error(`TrafficShift.${kind}: interval is ${seconds} seconds; CodeDeploy waits whole minutes, 1 or more.`);
  }
  return { percentage, intervalMinutes: seconds / 60 };
}

function tooLong(kind: string, found: string, props: TrafficShiftProps): Error {
  return new Error(
    `TrafficShift.${kind}: ${found} at ${props.percentage} %; CodeDeploy takes at most ${MAX_MINUTES} minutes (48 hours) ` +
      'from the first shift to the last.',
  );
}
