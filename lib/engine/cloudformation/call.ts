import { asText } from './functions';
import type { Scope } from './scope';
import { TemplateError } from './template';

/** What an intrinsic function works with: the scope, and a way to resolve and read its arguments. */
export interface Call {
  readonly scope: Scope;
  /** Where the function stands, its own name included. */
  readonly path: readonly string[];
  /** Resolves a value that stands at `path` and `keys`. */
  value(argument: unknown, ...keys: string[]): unknown;
  /** The same, as text. @throws TemplateError where it is a list or an object */
  text(argument: unknown, expected: string, ...keys: string[]): string;
  /** The same, as a list. @throws TemplateError where it is something else */
  list(argument: unknown, expected: string, ...keys: string[]): readonly unknown[];
  condition(name: string, ...keys: string[]): boolean;
  /** Whether the template, with its conditions, has this resource. */
  includes(logicalId: string): boolean;
}

/** The value of an intrinsic function for its argument, as written. */
export type IntrinsicFunction = (argument: unknown, call: Call) => unknown;

/** What `Ref: AWS::NoValue` gives: the property or list item is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** A resolved value as text. @throws TemplateError where it is a list or an object */
export function textOf(value: unknown, path: readonly string[], expected: string): string {
  const text = asText(value);
  if (text === undefined) {
    throw new TemplateError(
      `Template error: ${JSON.stringify(value) ?? 'nothing'} at ${path.join('.')} must be ${expected}.`,
      path,
      `Give ${expected} here.`,
    );
  }
  return text;
}

/** An argument that must be a list of exactly so many. @throws TemplateError */
export function items(
  name: string,
  argument: unknown,
  count: number,
  expected: string,
  { path }: Call,
): readonly unknown[] {
  if (!Array.isArray(argument) || argument.length !== count) throw malformed(name, expected, path);
  return argument;
}

export function malformed(name: string, expected: string, path: readonly string[]): TemplateError {
  return new TemplateError(
    `Template error: every ${name} object requires ${expected}.`,
    path,
    `Give ${name} ${expected}.`,
  );
}
