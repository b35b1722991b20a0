/** A metric math expression. `offset`: where it was written, from 0. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly offset: number }
  | { readonly kind: 'string'; readonly value: string; readonly offset: number }
  /** The id of a metric or of another expression. */
  | { readonly kind: 'id'; readonly name: string; readonly offset: number }
  /** A word that a function takes: REPEAT, LINEAR, ASC, DESC, or the function that SORT sorts by. */
  | { readonly kind: 'word'; readonly name: string; readonly offset: number }
  | { readonly kind: 'negate'; readonly operand: Expression; readonly offset: number }
  | {
      readonly kind: 'binary';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly offset: number;
    }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[]; readonly offset: number }
  | { readonly kind: 'array'; readonly items: readonly Expression[]; readonly offset: number };

export type Arithmetic = '+' | '-' | '*' | '/' | '^';
export type Comparison = '==' | '!=' | '<=' | '>=' | '<' | '>';
export type Logical = 'AND' | 'OR';
export type Operator = Arithmetic | Comparison | Logical;

/** How tightly an operator binds. AWS documents no precedence; this is the customary one. */
export const bindingPower: Readonly<Record<Operator, number>> = {
  OR: 1,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<=': 3,
  '>=': 3,
  '<': 3,
  '>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '^': 7,
};

/** Between `*` and `^`: -a^2 is -(a^2), and -a*b is (-a)*b. */
export const negationPower = 6;

/** The parts of an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'negate':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
      return expression.arguments;
    case 'array':
      return expression.items;
    default:
      return [];
  }
}

/** Every id that an expression mentions, once. */
export function idsOf(expression: Expression): string[] {
  const own = expression.kind === 'id' ? [expression.name] : [];
  return [...new Set([...own, ...partsOf(expression).flatMap(idsOf)])];
}
