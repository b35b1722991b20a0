import type { Expression } from './expression';
import { ExpressionSyntaxError } from './expression-tokens';
import { functionNamed } from './functions';
import type { Signature } from './math-function';
import type { MathType } from './math-value';
import { operatorType } from './operators';

/** What the ids of an expression stand for. */
export interface TypeScope {
  typeOf(id: string): MathType | undefined;
  isMetric(id: string): boolean;
}

/**
 * The type that an expression gives.
 * @throws ExpressionSyntaxError where its ids or functions do not exist, or its parts do not fit together
 */
export function typeOfExpression(expression: Expression, scope: TypeScope): MathType {
  const { offset } = expression;
  switch (expression.kind) {
    case 'number':
      return 'S';
    case 'string':
      return 'text';
    case 'word':
      return 'word';
    case 'id': {
      const type = scope.typeOf(expression.name);
      if (type === undefined) throw new ExpressionSyntaxError(`Unknown id '${expression.name}'`, offset);
      return type;
    }
    case 'negate': {
      const type = typeOfExpression(expression.operand, scope);
      if (type === 'text' || type === 'word')
        throw new ExpressionSyntaxError("'-' takes numbers and time series", offset);
      return type;
    }
    case 'binary': {
      const left = typeOfExpression(expression.left, scope);
      const right = typeOfExpression(expression.right, scope);
      const type = operatorType(expression.operator, left, right);
      if (type === undefined) {
        throw new ExpressionSyntaxError(
          `'${expression.operator}' does not take ${named[left]} and ${named[right]}`,
          offset,
        );
      }
      return type;
    }
    case 'array':
      for (const item of expression.items) {
        const type = typeOfExpression(item, scope);
        if (type === 'TS' || type === 'TS[]') continue;
        throw new ExpressionSyntaxError(`An array holds time series, not ${named[type]}`, item.offset);
      }
      return 'TS[]';
    case 'call':
      return typeOfCall(expression, scope);
  }
}

const named: Readonly<Record<MathType, string>> = {
  S: 'a number',
  TS: 'a time series',
  'TS[]': 'an array of time series',
  text: 'text',
  word: 'a word',
};

function typeOfCall({ name, arguments: parts, offset }: Expression & { kind: 'call' }, scope: TypeScope): MathType {
  const called = functionNamed(name);
  if (called === undefined) {
    const capitals = functionNamed(name.toUpperCase()) !== undefined ? `: write ${name.toUpperCase()}` : '';
    throw new ExpressionSyntaxError(`Function '${name}' not found${capitals}`, offset);
  }
  const types = parts.map((part) => typeOfExpression(part, scope));
  const signature = called.signatures.find((candidate) => fits(candidate, types));
  if (signature === undefined) {
    const found = types.map((type) => named[type]).join(', ') || 'nothing';
    const expected = called.signatures.map((candidate) => `${name}(${written(candidate)})`).join(' or ');
    throw new ExpressionSyntaxError(`${name} does not take ${found}; it takes ${expected}`, offset);
  }
  const refusal = called.check?.(parts, (id) => scope.isMetric(id));
  if (refusal !== undefined) throw new ExpressionSyntaxError(refusal, offset);
  return signature.gives;
}

function fits({ takes, optional = 0 }: Signature, types: readonly MathType[]): boolean {
  if (types.length > takes.length || types.length < takes.length - optional) return false;
  return types.every((type, index) => takes[index]?.includes(type));
}

/** `TS, S|TS[, S]` */
function written({ takes, optional = 0 }: Signature): string {
  return takes
    .map((types, index) => {
      const separator = index === 0 ? '' : ', ';
      return index < takes.length - optional ? `${separator}${types.join('|')}` : `[${separator}${types.join('|')}]`;
    })
    .join('');
}
