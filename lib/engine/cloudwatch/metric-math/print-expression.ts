import { bindingPower, type Expression, negationPower } from './expression';

/** Writes an expression, with parentheses where they are needed. Parsing it gives the same expression. */
export function printExpression(expression: Expression): string {
  return print(expression, 0);
}

function print(expression: Expression, power: number): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'string':
      return `"${expression.value.replace(/["'\\]/g, '\\$&')}"`;
    case 'id':
    case 'word':
      return expression.name;
    case 'negate':
      return wrapped(`-${print(expression.operand, negationPower)}`, negationPower < power);
    case 'binary': {
      const own = bindingPower[expression.operator];
      const fromRight = expression.operator === '^';
      const left = print(expression.left, fromRight ? own + 1 : own);
      const right = print(expression.right, fromRight ? own : own + 1);
      return wrapped(`${left} ${expression.operator} ${right}`, own < power);
    }
    case 'call':
      return `${expression.name}(${expression.arguments.map((argument) => print(argument, 0)).join(', ')})`;
    case 'array':
      return `[${expression.items.map((item) => print(item, 0)).join(', ')}]`;
  }
}

function wrapped(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}
