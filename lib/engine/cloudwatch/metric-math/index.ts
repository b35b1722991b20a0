export { type TypeScope, typeOfExpression } from './check-expression';
export { evaluateExpression } from './evaluate-expression';
export { type Expression, idsOf, partsOf } from './expression';
export { ExpressionSyntaxError } from './expression-tokens';
export { functionNamed, functionNames } from './functions';
export { isSeries, isSeriesArray, type MathScope, type MathType, type MathValue, type TimeSeries } from './math-value';
export { parseExpression } from './parse-expression';
export { printExpression } from './print-expression';
