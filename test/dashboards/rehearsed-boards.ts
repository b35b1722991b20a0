import type { Assembly } from '../../lib/assembly';
import { Resolver } from '../../lib/engine/cloudformation';
import { CloudWatch, type MetricId } from '../../lib/engine/cloudwatch';
import { parseScenario, type Rehearsal, rehearse } from '../../lib/rehearsal';
import { metricsOf, type Widget, widgetsOf } from './dashboard-body';

export interface RehearsedBoards {
  readonly rehearsal: Rehearsal;
  /** The boards by their names, as the release leaves them. */
  readonly boards: ReadonlyMap<string, readonly Widget[]>;
  /** Lines of the boards' graphs that stayed empty. */
  readonly empty: readonly string[];
  /** Alarms that the boards show and that are not there. */
  readonly unknownAlarms: readonly string[];
}

/** Rehearses a release, and looks at the boards with the data that there then is. */
export async function rehearsedBoards(assembly: Assembly, scenario: string): Promise<RehearsedBoards> {
  const boards = new Map<string, readonly Widget[]>();
  const measured = new Set<string>();
  let cloudwatch: CloudWatch | undefined;
  const { putMetricData } = CloudWatch.prototype;
  const { resolve } = Resolver.prototype;
  const spies = [
    jest.spyOn(CloudWatch.prototype, 'putMetricData').mockImplementation(function (this: CloudWatch, metric, ...rest) {
      measured.add(keyOf(metric));
      cloudwatch = this;
      putMetricData.call(this, metric, ...rest);
    }),
    jest.spyOn(Resolver.prototype, 'resolve').mockImplementation(function (this: Resolver, ...args) {
      const resolved = resolve.apply(this, args);
      if (isDashboard(resolved)) boards.set(resolved.DashboardName, widgetsOf(resolved.DashboardBody));
      return resolved;
    }),
  ];
  const rehearsal = await rehearse({ assembly, scenario: parseScenario(scenario, 'healthy.yaml') });
  for (const spy of spies) spy.mockRestore();

  const widgets = [...boards.values()].flat();
  const alarms = new Set(cloudwatch?.describeAlarms().map(({ arn }) => arn));
  return {
    rehearsal,
    boards,
    empty: widgets.flatMap((widget) => emptyLines(widget, measured)),
    unknownAlarms: widgets
      .flatMap((widget) => (widget.type === 'alarm' ? widget.properties.alarms : []))
      .filter((arn) => !alarms.has(arn)),
  };
}

function isDashboard(value: unknown): value is { DashboardName: string; DashboardBody: string } {
  if (typeof value !== 'object' || value === null || !('DashboardBody' in value)) return false;
  return typeof value.DashboardBody === 'string';
}

/** An expression has data where its metrics have, but for those whose gaps it fills: a count that is written only above 0. */
function emptyLines(widget: Widget, measured: ReadonlySet<string>): string[] {
  if (widget.type !== 'metric') return [];
  const expressions = widget.properties.metrics.flatMap((row) =>
    row.flatMap((part) => (typeof part === 'object' && part.expression !== undefined ? [part.expression] : [])),
  );
  const filled = new Set(expressions.flatMap((one) => [...one.matchAll(/FILL\((\w+),/g)].map(([, metric]) => metric)));
  return metricsOf(widget)
    .filter(({ id }) => !filled.has(id))
    .map(keyOf)
    .filter((metric) => !measured.has(metric))
    .map((metric) => `${widget.properties.title}: ${metric}`);
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return [namespace, name, ...pairs.sort()].join(' ');
}
