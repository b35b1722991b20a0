import { parseColumnPattern } from './column-pattern';
import { parseJsonPattern } from './json-pattern';
import { parseTermPattern } from './term-pattern';

/** What a matching line gives: the values that a metric's value and dimensions may name, such as `$.latency` or `$bytes`. */
export interface MatchedLine {
  valueOf(selector: string): unknown;
}

/** A filter pattern of CloudWatch Logs: `undefined` where a line does not match. */
export type FilterPattern = (line: string) => MatchedLine | undefined;

/** A pattern that CloudWatch Logs does not take. */
export class FilterPatternError extends Error {
  override readonly name = 'FilterPatternError';
}

/**
 * Reads a filter pattern: words, `{ … }` of JSON, or `[ … ]` of columns.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws FilterPatternError where it cannot be read
 */
export function parseFilterPattern(text: string): FilterPattern {
  const pattern = text.trim();
  if (pattern.startsWith('{')) return parseJsonPattern(pattern);
  if (pattern.startsWith('[')) return parseColumnPattern(pattern);
  return parseTermPattern(pattern);
}
