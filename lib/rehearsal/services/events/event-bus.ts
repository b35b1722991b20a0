import type { Instant } from '../../../engine/clock';
import { type Account, stableUuid } from '../../world/account';
import { matchesPattern } from './event-pattern';

/** What a service puts on the bus. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
}

export interface RuleTarget {
  readonly arn: string;
  /** Constant text sent in place of the event. */
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
}

export interface Rule {
  readonly name: string;
  readonly pattern: unknown;
  readonly enabled: boolean;
  readonly targets: readonly RuleTarget[];
}

export interface EventBusPorts {
  readonly account: Account;
  now(): Instant;
  /** Hands an event to a target: a function, a topic; false where the rehearsal has no such target. */
  deliver(arn: string, payload: unknown, rule: string): boolean;
}

/** The default event bus of EventBridge: rules match what services put on it, and their targets get it. */
export class EventBus {
  readonly #rules = new Map<string, Rule>();
  #count = 0;

  constructor(private readonly ports: EventBusPorts) {}

  putRule(rule: Rule): void {
    this.#rules.set(rule.name, rule);
  }

  /** Whether any rule asks for events of a source. */
  hasRuleFor(source: string): boolean {
    return [...this.#rules.values()].some(({ enabled, pattern }) => enabled && mayMatchSource(pattern, source));
  }

  removeRule(name: string): void {
    this.#rules.delete(name);
  }

  put(entry: EventEntry): string {
    const { account } = this.ports;
    const id = stableUuid('event', this.#count++);
    const event = {
      version: '0',
      id,
      'detail-type': entry.detailType,
      source: entry.source,
      account: account.id,
      time: `${new Date(this.ports.now()).toISOString().slice(0, 19)}Z`,
      region: account.region,
      resources: entry.resources ?? [],
      detail: entry.detail,
    };
    for (const rule of this.#rules.values()) {
      if (!rule.enabled || !matchesPattern(rule.pattern, event)) continue;
      for (const target of rule.targets) this.ports.deliver(target.arn, payloadOf(target, event), rule.name);
    }
    return id;
  }
}

/** A pattern without a source matches events of any. */
function mayMatchSource(pattern: unknown, source: string): boolean {
  if (typeof pattern !== 'object' || pattern === null || !('source' in pattern)) return true;
  return matchesPattern({ source: pattern.source }, { source });
}

/** What a target receives: the event, a part of it, a constant or a transformed text. */
export function payloadOf(target: RuleTarget, event: unknown): unknown {
  if (target.input !== undefined) return parsed(target.input);
  if (target.inputPath !== undefined) return atPath(event, target.inputPath);
  if (target.inputTransformer === undefined) return event;
  const { paths, template } = target.inputTransformer;
  const text = template.replaceAll(/<([^<>\s]+)>/g, (whole, name: string) => {
    if (name === 'aws.events.event.json') return JSON.stringify(event);
    const path = paths[name];
    if (path === undefined) return whole;
    const value = atPath(event, path);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return parsed(text);
}

/** `$.detail.state`, `$.resources[0]`: the part of JSONPath that EventBridge takes. */
function atPath(value: unknown, path: string): unknown {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
    value,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
