import type { ResourceRequest } from '../../../engine/cloudformation';

interface AlarmResource {
  readonly logicalId: string;
  readonly type: string;
  readonly path?: string;
}

/** Which resource an alarm belongs to, and how a scenario may name it. */
export class AlarmNames {
  readonly #resources = new Map<string, AlarmResource>();

  constructor(
    /** `Prod/Storefront/ErrorRate`, where the assembly tells it. */
    private readonly constructPathOf: (stack: string, logicalId: string) => string | undefined,
  ) {}

  set(alarm: string, { logicalId, type, stack }: Pick<ResourceRequest, 'logicalId' | 'type' | 'stack'>): void {
    const path = this.constructPathOf(stack.name, logicalId)?.replace(/\/Resource$/, '');
    this.#resources.set(alarm, { logicalId, type, ...(path === undefined ? {} : { path }) });
  }

  /** Every alarm that was created, those that are gone included. */
  all(): readonly string[] {
    return [...this.#resources.keys()];
  }

  isComposite(alarm: string): boolean {
    return this.#resources.get(alarm)?.type === 'AWS::CloudWatch::CompositeAlarm';
  }

  logicalIdOf(alarm: string): string | undefined {
    return this.#resources.get(alarm)?.logicalId;
  }

  /**
   * Whether `name` means this alarm: its name (with or without the version at its end), its logical id (with or without
   * CDK's hash), or the end of its construct's path, written with slashes or without.
   */
  isNamed(name: string, alarm: string): boolean {
    if (name === alarm || name === alarm.replace(/-v\d+$/, '')) return true;
    const resource = this.#resources.get(alarm);
    if (resource === undefined) return false;
    const { logicalId, path } = resource;
    if (name === logicalId || name === logicalId.replace(/[0-9A-F]{8}$/, '')) return true;
    if (path === undefined) return false;
    const parts = path.split('/');
    return parts.some((_, from) => {
      const end = parts.slice(from);
      return name === end.join('/') || name === end.join('');
    });
  }
}
