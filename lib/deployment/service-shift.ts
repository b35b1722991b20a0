import type { Duration } from 'aws-cdk-lib';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { Shift } from '../engine/guard';

export interface ServiceShiftProps {
  /** Of the traffic, in each step: a multiple of 0.1. A canary from 0.1, linear from 3, both to 100. */
  readonly percentage: number;
  /** Between two steps: 0 to 1,440 whole minutes. */
  readonly interval: Duration;
}

const MAX_MINUTES = 1440;

/**
 * How Amazon ECS moves traffic to a new revision of a service: by itself, with no CodeDeploy. A value: it is checked when it is made.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
 */
export class ServiceShift {
  /** A first share, a wait, then all the rest. @throws where ECS would refuse the values */
  static canary(props: ServiceShiftProps): ServiceShift {
    return new ServiceShift('CANARY', checked('canary', props, 0.1), props.percentage);
  }

  /** Equal shares at equal intervals. @throws where ECS would refuse the values */
  static linear(props: ServiceShiftProps): ServiceShift {
    return new ServiceShift('LINEAR', checked('linear', props, 3), props.percentage);
  }

  /** Everything at once, from the old tasks to the new ones: only the test listener and the bake can catch a bad release. */
  static blueGreen(): ServiceShift {
    return new ServiceShift('BLUE_GREEN', 0, 100);
  }

  private constructor(
    private readonly strategy: 'CANARY' | 'LINEAR' | 'BLUE_GREEN',
    private readonly minutes: number,
    private readonly percentage: number,
  ) {}

  /** What the guard reckons with. */
  get shift(): Shift {
    if (this.strategy === 'BLUE_GREEN' || this.percentage === 100) return { type: 'all-at-once' };
    const type = this.strategy === 'CANARY' ? 'canary' : 'linear';
    return { type, percentage: this.percentage, intervalMinutes: this.minutes };
  }

  toString(): string {
    if (this.strategy === 'BLUE_GREEN') return 'blue/green, all at once';
    if (this.strategy === 'CANARY') return `${this.percentage} % for ${this.minutes} minutes, then all`;
    return `${this.percentage} % more every ${this.minutes} minutes`;
  }

  /** Writes the strategy into the service's own resource; the rest of its deployment configuration stays. */
  applyTo(service: CfnService, bakeMinutes: number): void {
    const configure = (path: string, value: unknown) =>
      service.addPropertyOverride(`DeploymentConfiguration.${path}`, value);
    configure('Strategy', this.strategy);
    configure('BakeTimeInMinutes', bakeMinutes);
    if (this.strategy === 'CANARY') {
      configure('CanaryConfiguration', { CanaryPercent: this.percentage, CanaryBakeTimeInMinutes: this.minutes });
    }
    if (this.strategy === 'LINEAR') {
      configure('LinearConfiguration', { StepPercent: this.percentage, StepBakeTimeInMinutes: this.minutes });
    }
  }
}

function checked(kind: string, { percentage, interval }: ServiceShiftProps, least: number): number {
  const tenths = percentage * 10;
  if (!(percentage >= least && percentage <= 100) || Math.abs(tenths - Math.round(tenths)) > 1e-9) {
    throw new Error(
      `ServiceShift.${kind}: percentage is ${percentage}; ECS shifts multiples of 0.1 from ${least} to 100 percent at a time.`,
    );
  }
  const minutes = interval.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > MAX_MINUTES) {
    throw new Error(
      `ServiceShift.${kind}: interval is ${interval.toSeconds()} seconds; ECS waits 0 to ${MAX_MINUTES} whole minutes.`,
    );
  }
  return minutes;
}
