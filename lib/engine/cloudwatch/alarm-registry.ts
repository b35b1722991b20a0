import { AlarmError } from './alarm-error';
import { type AlarmDescription, type AlarmRecord, describe, type MetricAlarmRecord } from './alarm-record';
import type { AlarmState } from './alarm-state';

/** Which alarms are asked for. */
export interface AlarmFilter {
  /** @default all */
  readonly names?: readonly string[];
  /** @default both */
  readonly types?: readonly AlarmRecord['kind'][];
}

/** The alarms of one account and Region, by name. */
export class AlarmRegistry {
  readonly #records = new Map<string, AlarmRecord>();
  readonly #arnPrefix: string;

  constructor(region: string, account: string) {
    const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    this.#arnPrefix = `arn:${partition}:cloudwatch:${region}:${account}:alarm:`;
  }

  get(name: string): AlarmRecord | undefined {
    return this.#records.get(name);
  }

  has(name: string): boolean {
    return this.#records.has(name);
  }

  stateOf(name: string): AlarmState | undefined {
    return this.#records.get(name)?.state;
  }

  add(record: AlarmRecord): void {
    this.#records.set(record.name, record);
  }

  delete(name: string): void {
    this.#records.delete(name);
  }

  /** @throws AlarmError where there is no such alarm */
  existing(name: string): AlarmRecord {
    const record = this.#records.get(name);
    if (record === undefined) throw new AlarmError(`Alarm ${name} does not exist`);
    return record;
  }

  /** @throws AlarmError where an alarm of the other type has the name */
  ofKind<Kind extends AlarmRecord['kind']>(name: string, kind: Kind): Extract<AlarmRecord, { kind: Kind }> | undefined {
    const record = this.#records.get(name);
    if (record === undefined) return undefined;
    if (record.kind !== kind) throw new AlarmError(`An alarm of another type has the name ${name}`, 'AlarmName');
    return record as Extract<AlarmRecord, { kind: Kind }>;
  }

  describe({ names, types }: AlarmFilter): AlarmDescription[] {
    const records = names?.flatMap((name) => this.#records.get(name) ?? []) ?? [...this.#records.values()];
    return records.filter(({ kind }) => types?.includes(kind) ?? true).map(describe);
  }

  metricAlarms(): MetricAlarmRecord[] {
    return [...this.#records.values()].filter((record) => record.kind === 'MetricAlarm');
  }

  arnOf(name: string): string {
    return this.#arnPrefix + name;
  }

  /** The name of the alarm that a name or an ARN refers to; undefined for an ARN of elsewhere, or of something else. */
  nameOf(reference: string): string | undefined {
    if (!reference.startsWith('arn:')) return reference;
    return reference.startsWith(this.#arnPrefix) ? reference.slice(this.#arnPrefix.length) : undefined;
  }
}
