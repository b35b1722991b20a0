import type { z } from 'zod';
import type { Diagnostic } from '../diagnostic';
import type { LocatedDocument, Path } from './document';
import { locate } from './locate';

/** What is wrong with the shape of a test file, as findings with their places. */
export function shapeFindings(issues: readonly z.core.$ZodIssue[], document: LocatedDocument): Diagnostic[] {
  return issues.filter((issue) => !followsFrom(issue, issues)).flatMap((issue) => describe(issue, document));
}

/** A misspelt key explains what is missing beside it. */
function followsFrom(issue: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean {
  const path = issue.path.join('.');
  return (
    issue.code === 'custom' &&
    issues.some((other) => other.code === 'unrecognized_keys' && other.path.join('.') === path)
  );
}

function describe(issue: z.core.$ZodIssue, document: LocatedDocument): Diagnostic[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      id: 'alarm-test/unknown-key',
      severity: 'error' as const,
      message: `"${key}" is not a key of ${place(path)}.`,
      ...locate(document, path, { key }),
      fix: `Remove it or mend its spelling; the keys are ${keysAt(path)}.`,
    }));
  const missing = issue.code === 'invalid_type' && valueAt(document.value, path) === undefined;
  return [
    {
      id: missing ? 'alarm-test/missing-key' : 'alarm-test/value',
      severity: 'error',
      message: missing
        ? `${capital(place(path.slice(0, -1)))} has no ${String(path.at(-1))}.`
        : `${issue.message}.`.replace(/\.\.$/, '.'),
      ...locate(document, path),
      fix: missing
        ? `Add ${String(path.at(-1))}.`
        : 'Correct the value; docs/alarm-tests.md lists what each key takes.',
    },
  ];
}

function place(path: Path): string {
  const last = path.at(-1);
  if (path.length === 0) return 'an alarm test file';
  if (path.length === 2) return 'a test';
  if (path[2] === 'expect') return 'an expectation';
  if (path[2] === 'set') return 'a forced state (set)';
  if (path[2] === 'bands') return 'an anomaly band';
  if (last === 'metric') return 'a metric';
  if (path[2] === 'series') return 'a series';
  return path.join('.');
}

const settingKeys =
  'template, resources, parameters, region, account, interval, publishDelay, evaluationRange, phase, start';

function keysAt(path: Path): string {
  if (path.length === 0) return `${settingKeys}, tests`;
  if (path.length === 2) return `name, ${settingKeys}, series, initial, set, bands, expect`;
  if (path[2] === 'expect') return 'at, alarm, state, actionsSuppressedBy, reason, actions';
  if (path[2] === 'set') return 'at, alarm, state';
  if (path[2] === 'bands') return 'from, alarm, lower, upper';
  if (path.at(-1) === 'metric') return 'namespace, name, dimensions, unit';
  return 'metric, values';
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
