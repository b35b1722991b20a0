import { type Call, type IntrinsicFunction, malformed, NO_VALUE, textOf } from './call';
import { resolveCondition } from './conditions';
import { asIntrinsic, asObject } from './intrinsic';
import { choose, cidr, getAZs, length, select } from './lists';
import { findInMap, getAtt, importValue, ref } from './lookups';
import type { Scope } from './scope';
import { TemplateError } from './template';
import { base64, join, split, sub, toJsonString } from './texts';

const functions: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': importValue,
  'Fn::Base64': base64,
  'Fn::GetAZs': getAZs,
  'Fn::Cidr': cidr,
  'Fn::Length': length,
  'Fn::ToJsonString': toJsonString,
};

const ofConditions = new Set(['Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals']);

/** Resolves intrinsic functions as CloudFormation does; conditions are evaluated once. */
export class Resolver {
  readonly #conditions = new Map<string, boolean>();

  constructor(readonly scope: Scope) {}

  /** A value with its intrinsic functions resolved. @throws TemplateError with the path of the first that cannot be. */
  resolve(value: unknown, path: readonly string[] = []): unknown {
    const resolved = this.#value(value, path);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  /** Whether a named condition holds. @throws TemplateError for an unknown one. */
  condition(name: string, path: readonly string[] = ['Conditions', name]): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const holds = resolveCondition(name, path, this);
    this.#conditions.set(name, holds);
    return holds;
  }

  /** Whether the template, with its conditions, has this resource. */
  includes(logicalId: string): boolean {
    const definition = this.scope.template.Resources[logicalId];
    if (definition === undefined) return false;
    const { Condition } = definition;
    return Condition === undefined || this.condition(Condition, ['Resources', logicalId, 'Condition']);
  }

  #value(value: unknown, path: readonly string[]): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.#value(item, [...path, String(index)])).filter((v) => v !== NO_VALUE);
    }
    const intrinsic = asIntrinsic(value);
    if (intrinsic !== undefined) return this.#call(intrinsic.name, intrinsic.argument, [...path, intrinsic.name]);
    const object = asObject(value);
    if (object === undefined) return value;
    return Object.fromEntries(
      Object.entries(object)
        .map(([key, item]) => [key, this.#value(item, [...path, key])] as const)
        .filter(([, item]) => item !== NO_VALUE),
    );
  }

  #call(name: string, argument: unknown, path: readonly string[]): unknown {
    const found = functions[name];
    if (found === undefined) throw unknown(name, path);
    const value = (inner: unknown, ...keys: string[]) => this.#value(inner, [...path, ...keys]);
    const call: Call = {
      scope: this.scope,
      path,
      value,
      text: (inner, expected, ...keys) => textOf(value(inner, ...keys), [...path, ...keys], expected),
      list: (inner, expected, ...keys) => {
        const list = value(inner, ...keys);
        if (!Array.isArray(list)) throw malformed(name, expected, [...path, ...keys]);
        return list;
      },
      condition: (condition, ...keys) => this.condition(condition, [...path, ...keys]),
      includes: (logicalId) => this.includes(logicalId),
    };
    return found(argument, call);
  }
}

function unknown(name: string, path: readonly string[]): TemplateError {
  if (ofConditions.has(name)) {
    return new TemplateError(
      `Template error: ${name} can stand only in a condition.`,
      path,
      'Move it to the Conditions section and choose with Fn::If.',
    );
  }
  return new TemplateError(
    `Template error: the intrinsic function ${name} is not known here.`,
    path,
    name === 'Fn::Transform' || name.startsWith('Fn::ForEach')
      ? 'Expand the macro first: take the processed template from CloudFormation.'
      : 'Use a documented intrinsic function.',
  );
}
