import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a `synthetics.json` beside the handler's file says. */
export interface ConfigurationFile {
  /** In the names of setConfig. */
  readonly settings: Record<string, unknown>;
  /** Appended to the user agent. */
  readonly userAgent?: string;
}

const names: Readonly<Record<string, string>> = {
  metric_2xx: '_2xxMetric',
  metric_4xx: '_4xxMetric',
  metric_5xx: '_5xxMetric',
};

/**
 * Reads the `synthetics.json` beside the handler's file. Its groups (step, report, logging, httpMetrics,
 * canaryMetrics) hold the settings of setConfig. Source: CloudWatch_Synthetics_Canaries_Library_Nodejs.
 *
 * @throws Error where it is no JSON object
 */
export function readConfigurationFile(entry: string): ConfigurationFile {
  const file = join(dirname(entry), 'synthetics.json');
  if (!existsSync(file)) return { settings: {} };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`synthetics.json is no JSON: ${(error as Error).message}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new Error('synthetics.json does not hold an object.');
  }
  const settings: Record<string, unknown> = {};
  let userAgent: string | undefined;
  for (const [key, value] of Object.entries(content)) {
    if (key === 'userAgent') userAgent = typeof value === 'string' && value !== '' ? value : undefined;
    else if (key === 'har') settings.harFile = value;
    else if (typeof value === 'object' && value !== null) {
      for (const [name, setting] of Object.entries(value)) settings[names[name] ?? name] = setting;
    }
  }
  return { settings, ...(userAgent === undefined ? {} : { userAgent }) };
}
