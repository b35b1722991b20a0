import type { Expression } from './expression';
import { ExpressionSyntaxError } from './expression-tokens';
import { functionNamed } from './functions';
import { mapSeries } from './math-function';
import { isSeries, isSeriesArray, type MathScope, type MathValue } from './math-value';
import { applyOperator } from './operators';

/**
 * Evaluates an expression whose types `typeOfExpression` has found to fit.
 * @throws ExpressionSyntaxError for an id or a function that does not exist
 */
export function evaluateExpression(expression: Expression, scope: MathScope): MathValue {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return expression.value;
    case 'word':
      return expression.name;
    case 'id': {
      const value = scope.valueOf(expression.name);
      if (value === undefined) throw new ExpressionSyntaxError(`Unknown id '${expression.name}'`, expression.offset);
      return value;
    }
    case 'negate': {
      const value = evaluateExpression(expression.operand, scope);
      return typeof value === 'number' ? -value : mapSeries(value, (series) => series.map((each) => -each));
    }
    case 'binary': {
      const left = evaluateExpression(expression.left, scope);
      return applyOperator(expression.operator, left, evaluateExpression(expression.right, scope));
    }
    case 'array':
      return expression.items.flatMap((item) => {
        const value = evaluateExpression(item, scope);
        return isSeriesArray(value) ? [...value] : isSeries(value) ? [value] : [];
      });
    case 'call': {
      const called = functionNamed(expression.name);
      if (called === undefined) {
        throw new ExpressionSyntaxError(`Function '${expression.name}' not found`, expression.offset);
      }
      const values = expression.arguments.map((part) => evaluateExpression(part, scope));
      return called.evaluate(values, scope, expression.arguments);
    }
  }
}
