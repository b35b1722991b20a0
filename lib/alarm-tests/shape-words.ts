import type { Diagnostic } from '../diagnostic';
import type { Path, ShapeMistake } from '../document';
import { printPath } from './locate';

/** What is wrong with the shape of a test file, in words. */
export function wordsFor(mistake: ShapeMistake): Pick<Diagnostic, 'id' | 'message' | 'fix' | 'path'> {
  const { kind, path } = mistake;
  switch (kind) {
    case 'unknown-key':
      return {
        id: 'alarm-test/unknown-key',
        message: `"${mistake.key}" is not a key of ${place(path)}.`,
        path: printPath([...path, mistake.key]),
        fix: `Remove it or mend its spelling; the keys are ${keysAt(path)}.`,
      };
    case 'missing-key':
      return {
        id: 'alarm-test/missing-key',
        message: `${capital(place(path))} has no ${mistake.key}.`,
        path: printPath([...path, mistake.key]),
        fix: `Add ${mistake.key}.`,
      };
    case 'value':
      return {
        id: 'alarm-test/value',
        message: mistake.message,
        ...(path.length > 0 && { path: printPath(path) }),
        fix: 'Correct the value; docs/alarm-tests.md lists what each key takes.',
      };
  }
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

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
