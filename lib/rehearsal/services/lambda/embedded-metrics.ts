import { z } from 'zod';
import type { Instant } from '../../../engine/clock';
import type { MetricId } from '../../../engine/cloudwatch';

/** One metric that a log line holds in CloudWatch's embedded metric format. */
export interface EmbeddedMetric {
  readonly metric: MetricId;
  readonly unit: string;
  readonly timestamp: Instant;
  readonly values: readonly number[];
}

const document = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())).default([[]]),
        Metrics: z.array(z.looseObject({ Name: z.string(), Unit: z.string().default('None') })).default([]),
      }),
    ),
  }),
});

/**
 * Reads the metrics of one log line; none where the line is not in the format.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): readonly EmbeddedMetric[] {
  if (!line.includes('"CloudWatchMetrics"')) return [];
  const parsed = document.safeParse(parseJson(line.slice(line.indexOf('{'))));
  if (!parsed.success) return [];
  const members: Record<string, unknown> = parsed.data;
  const found: EmbeddedMetric[] = [];
  for (const directive of parsed.data._aws.CloudWatchMetrics) {
    for (const names of directive.Dimensions) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
      for (const { Name: name, Unit: unit } of directive.Metrics) {
        const values = numbers(members[name]);
        if (values.length === 0) continue;
        found.push({
          metric: { namespace: directive.Namespace, name, dimensions },
          unit,
          timestamp: parsed.data._aws.Timestamp,
          values,
        });
      }
    }
  }
  return found;
}

function numbers(value: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((member): member is number => typeof member === 'number');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
