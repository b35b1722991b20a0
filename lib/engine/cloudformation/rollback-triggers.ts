import type { Millis } from '../clock';
import type { Operation } from './operation';
import type { Process } from './process';
import { StackError } from './stack-ports';

/**
 * Alarms that roll back a whole operation while it runs and for a time after it. They belong to an operation, not to a
 * template. Source: RollbackConfiguration of CreateStack and UpdateStack: at most 5 triggers, 0 to 180 minutes.
 */
export interface RollbackConfiguration {
  /** ARNs of metric or composite alarms. */
  readonly triggers: readonly string[];
  /** How long to go on watching after every resource is deployed. @default 0 */
  readonly monitoringTime?: Millis;
}

const MAXIMUM_TRIGGERS = 5;
const MAXIMUM_MONITORING_MINUTES = 180;

/** @throws StackError for more triggers or a longer time than CloudFormation takes */
export function checkConfiguration(configuration: RollbackConfiguration | undefined): void {
  const count = configuration?.triggers.length ?? 0;
  const minutes = (configuration?.monitoringTime ?? 0) / 60_000;
  if (count > MAXIMUM_TRIGGERS) {
    throw new StackError(`${count} rollback triggers are given: CloudFormation takes at most ${MAXIMUM_TRIGGERS}.`);
  }
  if (minutes < 0 || minutes > MAXIMUM_MONITORING_MINUTES) {
    throw new StackError(
      `The monitoring time is ${minutes} minutes: CloudFormation takes 0 to ${MAXIMUM_MONITORING_MINUTES}.`,
    );
  }
}

type AlarmStateOf = (arn: string) => 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;

export interface TriggerWatch {
  /** Waits for the monitoring time, or until a trigger fires. */
  monitor(process: Process): Promise<void>;
  stop(): void;
  /** Why the operation must be rolled back; AWS' wording is not recorded. */
  reason(): string | undefined;
}

/**
 * Reads the triggers now and then during an operation and cancels it when one is in ALARM or does not exist.
 * A rollback is not watched.
 */
export function watchTriggers(
  operation: Operation,
  configuration: RollbackConfiguration | undefined,
  alarmState: AlarmStateOf | undefined,
): TriggerWatch {
  const { clock, timings } = operation.context;
  let reason: string | undefined;
  const read = () => {
    for (const arn of reason === undefined ? (configuration?.triggers ?? []) : []) {
      const state = alarmState?.(arn);
      if (state === undefined) reason ??= `Rollback trigger ${arn} does not exist.`;
      else if (state === 'ALARM') reason ??= `Rollback trigger ${arn} is in ALARM.`;
    }
    if (reason !== undefined) operation.cancel();
  };
  const stop = configuration?.triggers.length ? clock.every(timings.triggerPoll, clock.now(), read) : () => {};
  return {
    stop,
    reason: () => reason,
    async monitor(process) {
      const end = clock.now() + (configuration?.monitoringTime ?? 0);
      while (reason === undefined && clock.now() < end) {
        await process.wait(Math.min(timings.triggerPoll, end - clock.now()));
        read();
      }
    },
  };
}
