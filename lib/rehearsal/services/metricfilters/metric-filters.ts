import { z } from 'zod';
import type { Instant, VirtualClock } from '../../../engine/clock';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { type MeasuredMetric, type MetricBatches, measuredIn } from '../../world/metric-batches';
import { numeric, resourceType } from '../resource-type';
import { type FilterPattern, type MatchedLine, parseFilterPattern } from './filter-pattern';

const transformation = z.looseObject({
  MetricName: z.string(),
  MetricNamespace: z.string(),
  MetricValue: z.coerce.string(),
  DefaultValue: numeric.optional(),
  Unit: z.string().default('None'),
  Dimensions: z.array(z.looseObject({ Key: z.string(), Value: z.string() })).default([]),
});

const filterProperties = z.looseObject({
  FilterName: z.string().optional(),
  LogGroupName: z.string(),
  FilterPattern: z.string(),
  MetricTransformations: z.array(transformation).min(1),
});

interface MetricFilter {
  readonly logGroup: string;
  readonly pattern: FilterPattern;
  readonly transformations: readonly z.output<typeof transformation>[];
}

const MINUTE = 60_000;

/** AWS::Logs::MetricFilter: metrics of what functions log. */
export class MetricFilters {
  readonly #filters = new Map<string, MetricFilter>();
  /** Metrics with a default, by the minutes in which no line has matched so far. */
  readonly #quiet = new Map<string, Set<Instant>>();
  /** Metrics by the minutes in which a line has matched. */
  readonly #matched = new Map<string, Set<Instant>>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly batches: MetricBatches,
  ) {}

  readonly resources: Readonly<Record<string, ResourceHandler>> = {
    'AWS::Logs::MetricFilter': resourceType(filterProperties, {
      replacedBy: ['FilterName', 'LogGroupName'],
      put: (properties, request, physicalId) => {
        const pattern = parseFilterPattern(properties.FilterPattern);
        const name = physicalId ?? properties.FilterName ?? request.physicalName(512);
        const { LogGroupName: logGroup, MetricTransformations: transformations } = properties;
        this.#filters.set(name, { logGroup, pattern, transformations });
        return { physicalId: name };
      },
      remove: ({ physicalId }) => this.#filters.delete(physicalId),
    }),
  };

  /** Lines came into a log group; they are asked for where a filter reads it. */
  take(logGroup: string, at: Instant, lines: () => readonly string[]): void {
    const filters = [...this.#filters.values()].filter((filter) => filter.logGroup === logGroup);
    if (filters.length === 0) return;
    for (const line of lines()) for (const filter of filters) this.#takeLine(filter, at, line);
  }

  #takeLine({ pattern, transformations }: MetricFilter, at: Instant, line: string): void {
    const matched = pattern(line);
    for (const one of transformations) {
      const { DefaultValue } = one;
      if (matched === undefined) {
        if (DefaultValue !== undefined) this.#missed(metricOf(one), DefaultValue, at);
        continue;
      }
      const value = valueIn(one.MetricValue, matched);
      const measured = metricOf(one, matched);
      if (value === undefined || measured === undefined) continue;
      this.#quiet.get(measured.key)?.delete(minuteOf(at));
      this.batches.add(measured, value, at, at);
      this.#loud(measured.key, minuteOf(at));
    }
  }

  #loud(key: string, minute: Instant): void {
    const minutes = this.#matched.get(key) ?? new Set();
    this.#matched.set(key, minutes.add(minute));
  }

  /** The default is told once for a minute in which lines came and none of them matched. */
  #missed(measured: MeasuredMetric | undefined, value: number, at: Instant): void {
    const minute = minuteOf(at);
    if (measured === undefined || this.#matched.get(measured.key)?.has(minute) === true) return;
    const minutes = this.#quiet.get(measured.key) ?? new Set();
    if (minutes.has(minute)) return;
    this.#quiet.set(measured.key, minutes.add(minute));
    this.clock.at(minute + MINUTE - 1, () => {
      if (minutes.delete(minute)) this.batches.add(measured, value, minute, minute);
    });
  }
}

const minuteOf = (at: Instant) => at - (at % MINUTE);

/** Undefined where a line does not have a dimension: such a line gives no datapoint. */
function metricOf(
  { MetricNamespace, MetricName, Unit, Dimensions }: z.output<typeof transformation>,
  matched?: MatchedLine,
): MeasuredMetric | undefined {
  const dimensions = Dimensions.map(({ Key, Value }) => [Key, matched?.valueOf(Value)] as const);
  if (dimensions.some(([, value]) => value === undefined || value === null)) return undefined;
  const named = Object.fromEntries(dimensions.map(([key, value]) => [key, String(value)]));
  return measuredIn(MetricNamespace, named)(MetricName, Unit, true);
}

function valueIn(wanted: string, matched: MatchedLine): number | undefined {
  const value = Number(wanted.startsWith('$') ? matched.valueOf(wanted) : wanted);
  return Number.isFinite(value) ? value : undefined;
}
