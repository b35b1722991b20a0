import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { InputError } from '../../diagnostic';
import type { Scenario } from '../../rehearsal';
import type { Terminal } from '../shell';

/** Where a project keeps its scenarios, from its root. */
const directory = join('test', 'rehearsals');

export interface ScenarioOptions {
  readonly scenario?: readonly string[];
  readonly all?: boolean;
}

/**
 * The scenarios that a person asks for: the files they name, all of the project's, or without either a good release and a
 * bad one.
 * @throws InputError where a file is missing or malformed
 */
export function scenariosFor(options: ScenarioOptions, terminal: Terminal): readonly Scenario[] {
  if (options.scenario !== undefined) {
    return options.scenario.map((file) => read(terminal.resolve(file), file));
  }
  const files = projectScenarios(terminal.standing);
  if (options.all === true) {
    if (files.length > 0) return files.map((file) => read(file, relative(terminal.standing, file)));
    throw new InputError({
      id: 'rehearse/no-scenarios',
      severity: 'error',
      message: `There is no scenario in ${directory} of this project.`,
      file: terminal.standing,
      fix: `Write one: ${directory}/NAME.yaml; docs/rehearsal.md shows its keys.`,
    });
  }
  return goodAndBad();
}

/** The scenario files of the project that this directory belongs to: the nearest above it that has some. */
function projectScenarios(standing: string): readonly string[] {
  for (let home = standing; ; home = dirname(home)) {
    const found = join(home, directory);
    if (existsSync(found)) {
      const files = readdirSync(found).filter((file) => /\.(ya?ml|json)$/.test(file));
      return files.sort().map((file) => join(found, file));
    }
    if (dirname(home) === home) return [];
  }
}

function read(path: string, named: string): Scenario {
  const { parseScenario } = require('../../rehearsal') as typeof import('../../rehearsal');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new InputError({
      id: 'rehearse/scenario-unreadable',
      severity: 'error',
      message: isMissing ? 'There is no such scenario file.' : `The scenario cannot be read: ${String(error)}.`,
      file: named,
      fix: `Name a YAML file; the project's own lie in ${directory}.`,
    });
  }
  return parseScenario(text, named);
}

/** What `aviary rehearse` shows of any service: that a good release gets through, and that a bad one does not. */
function goodAndBad(): readonly Scenario[] {
  const { parseScenario } = require('../../rehearsal') as typeof import('../../rehearsal');
  return [goodRelease, badRelease].map((text) => {
    const { file: _, ...scenario } = parseScenario(text, 'built in');
    return scenario;
  });
}

const goodRelease = `
name: a good release
warmUp: 5m
traffic: { requestsPerMinute: 1200 }
expect: { outcome: succeeded }
`;

const badRelease = `
name: a bad release, one request in five fails for users
warmUp: 5m
traffic: { requestsPerMinute: 1200 }
candidate:
  - { fault: error, rate: 0.2, to: users, from: 0m }
expect: { outcome: rolled-back, stoppedBy: alarm }
`;
