import { aggregateFunctions } from './aggregate-functions';
import { arrayFunctions } from './array-functions';
import { fillFunction } from './fill-function';
import { ifFunction } from './if-function';
import type { MathFunction } from './math-function';
import { pointwiseFunctions } from './pointwise-functions';
import { sourceFunctions } from './source-functions';
import { timeFunctions } from './time-functions';

const functions = new Map<string, MathFunction>(
  Object.entries({
    ...pointwiseFunctions,
    ...aggregateFunctions,
    ...arrayFunctions,
    ...timeFunctions,
    ...sourceFunctions,
    FILL: fillFunction,
    IF: ifFunction,
  }),
);

export function functionNamed(name: string): MathFunction | undefined {
  return functions.get(name);
}

/** Every function of metric math. */
export const functionNames: readonly string[] = [...functions.keys()].sort();
