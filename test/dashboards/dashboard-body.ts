import { z } from 'zod';

// CloudWatch_Dashboard_Body_Structure of the CloudWatch API reference.
const metricOptions = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][A-Za-z0-9_]*$/)
    .optional(),
  expression: z.string().optional(),
  label: z.string().optional(),
  period: z.number().optional(),
  stat: z.string().optional(),
  region: z.string().optional(),
  accountId: z.string().optional(),
  color: z.string().optional(),
  visible: z.boolean().optional(),
  yAxis: z.enum(['left', 'right']).optional(),
});
const axis = z.strictObject({
  min: z.number().optional(),
  max: z.number().optional(),
  label: z.string().optional(),
  showUnits: z.boolean().optional(),
});
const widget = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    ...box(),
    properties: z.strictObject({
      markdown: z.string().min(1),
      background: z.enum(['transparent', 'solid']).optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('alarm'),
    ...box(),
    properties: z.strictObject({
      title: z.string(),
      alarms: z.array(z.string().startsWith('arn:')).min(1).max(100),
      sortBy: z.enum(['default', 'stateUpdatedTimestamp', 'timestamp']).optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('metric'),
    ...box(),
    properties: z.strictObject({
      view: z.enum(['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table']),
      title: z.string(),
      region: z.string(),
      stacked: z.boolean().optional(),
      metrics: z.array(z.array(z.union([z.string(), metricOptions])).min(1)).min(1),
      annotations: z.strictObject({ horizontal: z.array(z.looseObject({ value: z.number() })) }).optional(),
      yAxis: z.strictObject({ left: axis.optional(), right: axis.optional() }).optional(),
    }),
  }),
]);

function box() {
  return {
    x: z.number().int().min(0).max(23),
    y: z.number().int().min(0),
    width: z.number().int().min(1).max(24),
    height: z.number().int().min(1).max(1000),
  };
}

const body = z.strictObject({ widgets: z.array(widget).min(1).max(500) });

export type Widget = z.infer<typeof widget>;

/** The widgets of a dashboard's body. @throws where CloudWatch would not take it, or two widgets lie on each other. */
export function widgetsOf(text: string): Widget[] {
  const { widgets } = body.parse(JSON.parse(text));
  for (const [index, a] of widgets.entries()) {
    if (a.x + a.width > 24) throw new Error(`widget ${index} ends beyond column 24`);
    for (const b of widgets.slice(index + 1)) {
      if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height) {
        throw new Error(`widgets ${index} and ${widgets.indexOf(b)} lie on each other`);
      }
    }
  }
  for (const metric of widgets.filter((w) => w.type === 'metric')) refuseUnknownIds(metric.properties.metrics);
  return widgets;
}

/** A line of a graph that shows a metric, not math over metrics. */
export interface ShownMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** By which expressions name it. */
  readonly id?: string;
}

/** The metrics that a widget shows, each written out: `.` is what is at this place in the row before. */
export function metricsOf(widget: Widget): ShownMetric[] {
  if (widget.type !== 'metric') return [];
  let before: readonly string[] = [];
  return widget.properties.metrics.flatMap((row) => {
    const parts = row.filter((part) => typeof part === 'string');
    if (parts.length === 0) return [];
    before = parts.map((part, place) => (part === '.' ? before[place] : part) ?? refuse(row));
    const [namespace = '', name = '', ...rest] = before;
    const pairs = rest.flatMap((part, place) => (place % 2 === 0 ? [[part, rest[place + 1] ?? refuse(row)]] : []));
    const options = row.at(-1);
    const id = typeof options === 'object' ? options.id : undefined;
    return [{ namespace, name, dimensions: Object.fromEntries(pairs), id }];
  });
}

function refuse(row: unknown): never {
  throw new Error(`${JSON.stringify(row)} leaves out what the row before does not have`);
}

/** Metric math names the ids of its own widget alone, and each once. */
function refuseUnknownIds(metrics: readonly (readonly unknown[])[]): void {
  const options = metrics
    .map((row) => row.at(-1))
    .filter((last) => typeof last === 'object' && last !== null) as z.infer<typeof metricOptions>[];
  const ids = options.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (new Set(ids).size < ids.length) throw new Error(`an id is given twice: ${ids.join(', ')}`);
  for (const { expression = '' } of options) {
    for (const [name] of expression.matchAll(/\b[a-z][A-Za-z0-9_]*\b/g)) {
      if (!ids.includes(name)) throw new Error(`${expression} names ${name}, and the widget has ${ids.join(', ')}`);
    }
  }
}
