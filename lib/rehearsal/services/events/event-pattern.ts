/**
 * Whether an event matches a pattern of EventBridge: exact values, `prefix`, `suffix`, `equals-ignore-case`, `wildcard`,
 * `anything-but`, `numeric`, `exists` and `$or`.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return Array.isArray(expected) && expected.some((branch) => matchesPattern(branch, event));
    const actual = isObject(event) ? event[key] : undefined;
    if (Array.isArray(expected)) return expected.some((condition) => matchesCondition(condition, actual));
    return isObject(actual) && matchesPattern(expected, actual);
  });
}

function matchesCondition(condition: unknown, actual: unknown): boolean {
  if (isObject(condition) && 'exists' in condition) return (actual !== undefined) === condition.exists;
  if (Array.isArray(actual)) return actual.some((member) => matchesValue(condition, member));
  return actual !== undefined && matchesValue(condition, actual);
}

function matchesValue(condition: unknown, actual: unknown): boolean {
  if (!isObject(condition)) return condition === actual;
  const [operator, operand] = Object.entries(condition)[0] ?? [];
  switch (operator) {
    case 'prefix':
      return typeof actual === 'string' && actual.startsWith(String(operand));
    case 'suffix':
      return typeof actual === 'string' && actual.endsWith(String(operand));
    case 'equals-ignore-case':
      return typeof actual === 'string' && actual.toLowerCase() === String(operand).toLowerCase();
    case 'wildcard':
      return typeof actual === 'string' && wildcard(String(operand)).test(actual);
    case 'anything-but':
      return !(Array.isArray(operand) ? operand : [operand]).some((excluded) => matchesValue(excluded, actual));
    case 'numeric':
      return typeof actual === 'number' && Array.isArray(operand) && matchesNumeric(operand, actual);
    default:
      return false;
  }
}

function matchesNumeric(operands: readonly unknown[], actual: number): boolean {
  for (let i = 0; i + 1 < operands.length; i += 2) {
    const limit = Number(operands[i + 1]);
    const holds = {
      '=': actual === limit,
      '>': actual > limit,
      '>=': actual >= limit,
      '<': actual < limit,
      '<=': actual <= limit,
    };
    if (holds[operands[i] as keyof typeof holds] !== true) return false;
  }
  return true;
}

const wildcard = (text: string) =>
  new RegExp(
    `^${text
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
