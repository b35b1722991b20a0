import { type Diagnostic, InputError } from '../../diagnostic';
import {
  type LocatedDocument,
  type Malformation,
  type Path,
  readDocument,
  type ShapeMistake,
  shapeFindings,
} from '../../document';
import type { Condition, Scenario, Traffic } from './scenario';
import { type ScenarioFile, scenarioSchema } from './schema';

/**
 * Reads a scenario from YAML (or JSON, which is YAML).
 * @param file how the person names the file: findings say where in it they are
 * @throws InputError with every finding at once: its line, its column, and what is allowed there
 */
export function parseScenario(text: string, file: string): Scenario {
  // An account or a version among the parameters keeps its digits: 1.10 is not 1.1.
  const asText = ([key]: Path) => key === 'parameters';
  const document = readDocument(text, { file, malformed, asText });
  const parsed = scenarioSchema.safeParse(document.value ?? {});
  if (!parsed.success) throw new InputError(...shapeFindings(parsed.error.issues, document, wordsFor));
  return scenarioOf(parsed.data, file, document);
}

function scenarioOf(data: ScenarioFile, file: string, document: LocatedDocument): Scenario {
  const silent = data.traffic === 'none' || data.conditions.some((condition) => 'traffic' in condition);
  const given: Exclude<ScenarioFile['traffic'], 'none'> =
    data.traffic === 'none' ? { requestsPerMinute: 0, arrivals: 'poisson' } : data.traffic;
  const traffic: Traffic = {
    requestsPerMinute: silent ? 0 : given.requestsPerMinute,
    arrivals: given.arrivals,
    requests: given.requests ?? [],
  };
  const unknown = unknownRequests(data, traffic, document);
  if (unknown.length > 0) throw new InputError(...unknown);
  const conditions = data.conditions.filter((condition): condition is Condition => !('traffic' in condition));
  return { ...data, file, traffic, conditions };
}

/** Faults may name requests; those must be in the traffic. */
function unknownRequests(data: ScenarioFile, { requests }: Traffic, document: LocatedDocument): Diagnostic[] {
  const names = requests.map(({ name }) => name);
  return (['candidate', 'baseline'] as const).flatMap((version) =>
    data[version].flatMap((fault, index) =>
      (fault.requests ?? []).flatMap((name, position): Diagnostic[] => {
        if (names.includes(name)) return [];
        const path = [version, index, 'requests', position];
        return [
          {
            id: 'scenario/unknown-request',
            severity: 'error',
            message: `A fault names the request "${name}", which the traffic does not hold.`,
            ...(document.file !== undefined && { file: document.file }),
            ...document.placeOf(path),
            path: path.join('.'),
            fix: names.length === 0 ? 'List the requests under `traffic`.' : `Name one of: ${names.join(', ')}.`,
          },
        ];
      }),
    ),
  );
}

function malformed({ kind, message, fix }: Malformation) {
  return {
    id: 'scenario/malformed',
    message: kind === 'limit' ? message : `This is not YAML: ${message}`,
    fix: fix ?? 'Mend the indentation, quotes or brackets at this place.',
  };
}

function wordsFor(mistake: ShapeMistake): Pick<Diagnostic, 'id' | 'message' | 'fix' | 'path'> {
  const { kind } = mistake;
  const path = mistake.path.join('.');
  switch (kind) {
    case 'unknown-key':
      return {
        id: 'scenario/unknown-key',
        message: `A scenario knows no key "${mistake.key}"${path === '' ? '' : ` in ${path}`}.`,
        ...(path !== '' && { path }),
        fix: 'Remove it, or mend its spelling; docs/rehearsal.md lists every key of a scenario.',
      };
    case 'missing-key': {
      const missing = [...mistake.path, mistake.key].join('.');
      return {
        id: 'scenario/missing-key',
        message: `The scenario lacks "${missing}".`,
        path: missing,
        fix: `Add "${mistake.key}".`,
      };
    }
    case 'value':
      return {
        id: 'scenario/invalid-value',
        message: `${path === '' ? 'The scenario' : `"${path}"`}: ${mistake.message}`,
        ...(path !== '' && { path }),
        fix: 'Give a value of the kind that is named here; docs/rehearsal.md lists what each key takes.',
      };
  }
}
