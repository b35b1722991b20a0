import { isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Diagnostic, InputError } from '../../diagnostic';
import type { Condition, Scenario, Traffic } from './scenario';
import { type ScenarioFile, scenarioSchema } from './schema';

/**
 * Reads a scenario from YAML (or JSON, which is YAML).
 * @param file how the person names the file: findings say where in it they are
 * @throws InputError with every finding at once: its line, its column, and what is allowed there
 */
export function parseScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placed = (offset: number | undefined) => {
    if (offset === undefined) return {};
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    throw new InputError(
      ...document.errors.map((error) => ({
        id: 'scenario/malformed',
        severity: 'error' as const,
        message: `This is not YAML: ${error.message}`,
        file,
        ...placed(error.pos[0]),
        fix: 'Mend the indentation, quotes or brackets at this place.',
      })),
    );
  }
  const parsed = scenarioSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    throw new InputError(
      ...parsed.error.issues
        .flatMap(unnested)
        .map((issue) => finding(issue, file, placed(offsetOf(document.contents, issue.path, issue)))),
    );
  }
  return scenarioOf(parsed.data, file);
}

function scenarioOf(data: ScenarioFile, file: string): Scenario {
  const silent = data.traffic === 'none' || data.conditions.some((condition) => 'traffic' in condition);
  const given: Exclude<ScenarioFile['traffic'], 'none'> =
    data.traffic === 'none' ? { requestsPerMinute: 0, arrivals: 'poisson' } : data.traffic;
  const traffic: Traffic = {
    requestsPerMinute: silent ? 0 : given.requestsPerMinute,
    arrivals: given.arrivals,
    requests: given.requests ?? [],
  };
  const names = new Set(traffic.requests.map((request) => request.name));
  const unknown = [...data.candidate, ...data.baseline]
    .flatMap((fault) => fault.requests ?? [])
    .filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new InputError({
      id: 'scenario/unknown-request',
      severity: 'error',
      message: `A fault names the request ${unknown.map((name) => `"${name}"`).join(', ')}, which the traffic does not hold.`,
      file,
      path: 'candidate',
      fix: names.size === 0 ? 'List the requests under `traffic`.' : `Name one of: ${[...names].join(', ')}.`,
    });
  }
  const conditions = data.conditions.filter((condition): condition is Condition => !('traffic' in condition));
  return { ...data, file, traffic, conditions };
}

/** A union reports its members' findings inside one issue: those of the member that came furthest say most. */
function unnested(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const furthest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  if (depth(furthest) === 0 && furthest.every((inner) => inner.code !== 'unrecognized_keys' && inner.code !== 'custom'))
    return [issue];
  return furthest.flatMap((inner) => unnested({ ...inner, path: [...issue.path, ...inner.path] }));
}

const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));

function finding(issue: z.core.$ZodIssue, file: string, place: { line?: number; column?: number }): Diagnostic {
  const path = issue.path.map(String).join('.');
  const common = { severity: 'error' as const, file, ...place, ...(path === '' ? {} : { path }) };
  if (issue.code === 'unrecognized_keys') {
    return {
      id: 'scenario/unknown-key',
      ...common,
      message: `A scenario knows no key ${issue.keys.map((key) => `"${key}"`).join(', ')}${path === '' ? '' : ` in ${path}`}.`,
      fix: 'Remove it, or mend its spelling; the README lists every key of a scenario.',
    };
  }
  const required =
    issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message);
  return {
    id: required ? 'scenario/missing-key' : 'scenario/invalid-value',
    ...common,
    message: required
      ? `The scenario lacks "${path}".`
      : `${path === '' ? 'The scenario' : `"${path}"`}: ${issue.message}.`,
    fix: required ? `Add "${String(issue.path.at(-1))}".` : 'Give a value of the kind that is named here.',
  };
}

/** Where in the text a finding lies: the value at its path, or the key that should not be there. */
function offsetOf(root: Node | null, path: readonly PropertyKey[], issue: z.core.$ZodIssue): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
      if (pair === undefined) return offset;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(segment)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  if (issue.code === 'unrecognized_keys' && isMap(node)) {
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && issue.keys.includes(String(item.key.value)),
    );
    if (pair !== undefined && isScalar(pair.key)) return pair.key.range?.[0];
  }
  return offset;
}
