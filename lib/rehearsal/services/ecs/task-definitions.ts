import { type Account, arn } from '../../world/account';

/** The task definitions of the account, by family and revision. */
export class TaskDefinitions {
  readonly #revisions = new Map<string, number>();

  constructor(private readonly account: Account) {}

  /** Registers a further revision of a family. Returns its ARN. */
  register(family: string): string {
    this.#revisions.set(family, (this.#revisions.get(family) ?? 0) + 1);
    return this.#arnOf(family);
  }

  /** The newest revision of the family that an ARN, or a family's name, belongs to; `undefined`: nobody registered it. */
  newestOf(taskDefinition: string): string | undefined {
    const family = familyOf(taskDefinition);
    return this.#revisions.has(family) ? this.#arnOf(family) : undefined;
  }

  #arnOf(family: string): string {
    return arn(this.account, 'ecs', `task-definition/${family}:${this.#revisions.get(family)}`);
  }
}

export function familyOf(taskDefinition: string): string {
  return (taskDefinition.split('task-definition/').at(-1) ?? taskDefinition).split(':')[0] ?? '';
}
