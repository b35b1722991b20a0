import { z } from 'zod';
import { AwsError, type AwsServices } from '../../../endpoint';
import type { VirtualClock } from '../../../engine/clock';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { type Account, arn } from '../../world/account';
import { resourceType } from '../resource-type';
import { parseScheduleExpression } from './schedule-expression';

/** A schedule that has not ended. */
export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  readonly targetArn: string;
  readonly input: string;
  readonly cancel: () => void;
}

export interface ScheduleTarget {
  readonly arn: string;
  readonly input: string;
  /** The role by which the scheduler invokes it. */
  readonly roleArn?: string | undefined;
}

export interface SchedulesPorts {
  readonly clock: VirtualClock;
  readonly account: Account;
  /** Invokes a schedule's target; false where the rehearsal has no such target. */
  deliver(target: ScheduleTarget, payload: unknown, schedule: string): boolean;
}

/** EventBridge Scheduler on the virtual clock: one-off schedules and rates. */
export class Schedules {
  readonly #schedules = new Map<string, Schedule>();

  constructor(private readonly ports: SchedulesPorts) {}

  /** Whether one-off invocations of a function are still to come. */
  isPending(functionName: string): boolean {
    return [...this.#schedules.values()].some(({ targetArn }) => targetArn.split(':')[6] === functionName);
  }

  put(group: string, name: string, expression: string, target: ScheduleTarget): void {
    const time = parseScheduleExpression(expression);
    if (time === undefined) {
      throw new AwsError(
        'ValidationException',
        `A rehearsal reads at(…) and rate(…), not the schedule expression ${expression}.`,
      );
    }
    const key = `${group}/${name}`;
    const { clock } = this.ports;
    const invoke = () => void this.ports.deliver(target, parsed(target.input), name);
    const cancel =
      time.type === 'rate'
        ? clock.every(time.interval, clock.now() + time.interval, invoke)
        : clock.at(time.at, () => {
            this.#schedules.delete(key);
            invoke();
          });
    this.#schedules.set(key, { name, group, expression, targetArn: target.arn, input: target.input, cancel });
  }

  remove(group: string, name: string): boolean {
    const key = `${group}/${name}`;
    this.#schedules.get(key)?.cancel();
    return this.#schedules.delete(key);
  }

  get operations(): NonNullable<AwsServices['scheduler']> {
    const arnOf = (group: string, name: string) => arn(this.ports.account, 'scheduler', `schedule/${group}/${name}`);
    const missing = (name: string) =>
      new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return {
      CreateSchedule: ({ Name = '', GroupName = 'default', ScheduleExpression = '', Target }) => {
        if (this.#schedules.has(`${GroupName}/${Name}`)) {
          throw new AwsError('ConflictException', `Schedule ${Name} already exists.`, 409);
        }
        this.put(GroupName, Name, ScheduleExpression, targetOf(Target));
        return { ScheduleArn: arnOf(GroupName, Name) };
      },
      UpdateSchedule: ({ Name = '', GroupName = 'default', ScheduleExpression = '', Target }) => {
        if (!this.remove(GroupName, Name)) throw missing(Name);
        this.put(GroupName, Name, ScheduleExpression, targetOf(Target));
        return { ScheduleArn: arnOf(GroupName, Name) };
      },
      GetSchedule: ({ Name = '', GroupName = 'default' }) => {
        const schedule = this.#schedules.get(`${GroupName}/${Name}`);
        if (schedule === undefined) throw missing(Name);
        return {
          Arn: arnOf(GroupName, Name),
          Name,
          GroupName,
          ScheduleExpression: schedule.expression,
          State: 'ENABLED' as const,
          Target: { Arn: schedule.targetArn, Input: schedule.input, RoleArn: '' },
        };
      },
      DeleteSchedule: ({ Name = '', GroupName = 'default' }) => {
        if (!this.remove(GroupName, Name)) throw missing(Name);
        return {};
      },
    };
  }

  resources(): Readonly<Record<string, ResourceHandler>> {
    return {
      'AWS::Scheduler::Schedule': resourceType(scheduleProperties, {
        replacedBy: ['Name', 'GroupName'],
        put: (properties, request, physicalId) => {
          const name = physicalId ?? properties.Name ?? request.physicalName(64);
          this.remove(properties.GroupName, name);
          if (properties.State === 'ENABLED' && parseScheduleExpression(properties.ScheduleExpression) !== undefined) {
            this.put(properties.GroupName, name, properties.ScheduleExpression, targetOf(properties.Target));
          }
          return {
            physicalId: name,
            attributes: { Arn: arn(this.ports.account, 'scheduler', `schedule/${properties.GroupName}/${name}`) },
          };
        },
        remove: ({ physicalId }, { GroupName }) => this.remove(GroupName, physicalId),
      }),
      'AWS::Scheduler::ScheduleGroup': resourceType(groupProperties, {
        replacedBy: ['Name'],
        put: (properties, request, physicalId) => {
          const name = physicalId ?? properties.Name ?? request.physicalName(64);
          return {
            physicalId: name,
            attributes: { Arn: arn(this.ports.account, 'scheduler', `schedule-group/${name}`), State: 'ACTIVE' },
          };
        },
      }),
    };
  }
}

const scheduleProperties = z.looseObject({
  Name: z.string().optional(),
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Target: z.looseObject({ Arn: z.string(), Input: z.string().optional(), RoleArn: z.string().optional() }),
});

const groupProperties = z.looseObject({ Name: z.string().optional() });

interface GivenTarget {
  readonly Arn?: string | undefined;
  readonly Input?: string | undefined;
  readonly RoleArn?: string | undefined;
}

function targetOf({ Arn = '', Input = '{}', RoleArn }: GivenTarget = {}): ScheduleTarget {
  return { arn: Arn, input: Input, roleArn: RoleArn };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
