import { asIntrinsic, asObject } from './intrinsic';
import { TemplateError } from './template';

/** What evaluating a condition needs of the resolver: values of parameters and mappings, and other conditions. */
interface Values {
  readonly scope: { readonly template: { readonly Conditions?: Readonly<Record<string, unknown>> | undefined } };
  resolve(value: unknown, path: readonly string[]): unknown;
  condition(name: string, path: readonly string[]): boolean;
}

/** Evaluates a named condition of the template. @throws TemplateError for an unknown or malformed one, or a circle. */
export function resolveCondition(name: string, path: readonly string[], values: Values): boolean {
  const conditions = values.scope.template.Conditions ?? {};
  if (!(name in conditions)) {
    throw new TemplateError(
      `Template format error: Unresolved condition dependencies [${name}] in the ${path[0] ?? 'Conditions'} block of the template`,
      path,
      `Add the condition ${name} to the Conditions section, or correct the name.`,
    );
  }
  refuseCircle(name, conditions, [name]);
  return evaluate(conditions[name], ['Conditions', name], values);
}

function evaluate(condition: unknown, path: readonly string[], values: Values): boolean {
  const object = asObject(condition);
  if (typeof object?.Condition === 'string' && Object.keys(object).length === 1) {
    return values.condition(object.Condition, [...path, 'Condition']);
  }
  const intrinsic = asIntrinsic(condition);
  const name = intrinsic?.name ?? '';
  const items = Array.isArray(intrinsic?.argument) ? (intrinsic.argument as unknown[]) : [];
  const holds = (item: unknown, index: number) => evaluate(item, [...path, name, String(index)], values);
  switch (name) {
    case 'Fn::Equals':
      if (items.length === 2) {
        const [left, right] = items.map((item, i) => printed(values.resolve(item, [...path, name, String(i)])));
        return left === right;
      }
      break;
    case 'Fn::Not':
      if (items.length === 1) return !items.some(holds);
      break;
    case 'Fn::And':
      if (items.length >= 2) return items.every(holds);
      break;
    case 'Fn::Or':
      if (items.length >= 2) return items.some(holds);
      break;
  }
  throw new TemplateError(
    `Template format error: Every Conditions member must be Fn::Equals of two values, Fn::Not of one condition, Fn::And or Fn::Or of two or more, or a Condition.`,
    path,
    'Write the condition with one of these functions.',
  );
}

/** Fn::Equals compares strings: a number and its text are equal. */
function printed(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function refuseCircle(name: string, conditions: Readonly<Record<string, unknown>>, trail: readonly string[]): void {
  for (const next of named(conditions[name])) {
    if (trail.includes(next)) {
      throw new TemplateError(
        `Template format error: Circular dependencies for condition ${next}: ${[...trail, next].join(' -> ')}`,
        ['Conditions', name],
        'Break the circle between these conditions.',
      );
    }
    refuseCircle(next, conditions, [...trail, next]);
  }
}

function named(condition: unknown): readonly string[] {
  if (Array.isArray(condition)) return condition.flatMap(named);
  const object = asObject(condition);
  if (object === undefined) return [];
  if (typeof object.Condition === 'string') return [object.Condition];
  return Object.values(object).flatMap(named);
}
