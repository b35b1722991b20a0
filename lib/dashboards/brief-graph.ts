import { type IResolvable, Lazy } from 'aws-cdk-lib';
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';

/** One line of a graph: namespace, name, dimensions by name and value, and how it is drawn. An expression has the last alone. */
type Row = readonly unknown[];

/**
 * A graph whose metrics say what they share once: `.` stands for what is at this place in the row before. Metrics of one version
 * carry long references to it, and a board of many functions would be mostly these.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class BriefGraph extends GraphWidget {
  override toJson(): Record<string, unknown>[] {
    return super.toJson().map((widget: { properties: { metrics?: readonly IResolvable[] } }) => ({
      ...widget,
      properties: {
        ...widget.properties,
        // As they are after all references are resolved: only then can two of them be told to be the same.
        metrics: Lazy.uncachedAny({ produce: (context) => brief(context.resolve(widget.properties.metrics ?? [])) }),
      },
    }));
  }
}

function brief(rows: readonly Row[]): Row[] {
  const metrics = rows.filter((row) => row.length > 1);
  const names = metrics.flatMap((row) => dimensions(row).map(([name]) => name));
  const shared = (name: unknown) => names.filter((other) => other === name).length;
  const ordered = metrics
    .map((row) => {
      const pairs = dimensions(row).sort(([a], [b]) => shared(b) - shared(a));
      return [...row.slice(0, 2), ...pairs.flat(), ...row.slice(partsOf(row).length)];
    })
    .sort((a, b) => partsOf(a).length - partsOf(b).length);
  return [
    ...rows.filter((row) => row.length === 1),
    ...ordered.map((row, index) => {
      const before = ordered[index - 1];
      if (before === undefined) return row;
      const known = partsOf(before).map((part) => JSON.stringify(part));
      return row.map((part, place) => (place < known.length && known[place] === JSON.stringify(part) ? '.' : part));
    }),
  ];
}

/** A row without how it is drawn. */
function partsOf(row: Row): Row {
  return row.length % 2 === 0 ? row : row.slice(0, -1);
}

function dimensions(row: Row): (readonly [unknown, unknown])[] {
  const parts = partsOf(row).slice(2);
  return parts.flatMap((name, place) => (place % 2 === 0 ? [[name, parts[place + 1]] as const] : []));
}
