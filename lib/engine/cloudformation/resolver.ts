import { resolveCondition } from './conditions';
import { asText, base64, cidrBlocks } from './functions';
import { undefinedInGetAtt, unresolved } from './graph';
import { asGetAtt, asIntrinsic, asObject } from './intrinsic';
import { parseSub } from './sub';
import { type Template, TemplateError } from './template';

/** What a template's intrinsic functions are resolved against. */
export interface Scope {
  readonly template: Template;
  /** By name, as `parameterValues` gives them: strings, or lists for list types. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly account: string;
  /** @default 'aws' */
  readonly partition?: string;
  readonly stackName: string;
  /** @default an ARN made of region, account and name */
  readonly stackId?: string;
  readonly notificationArns?: readonly string[];
  /** Availability zones of Fn::GetAZs. @default three zones: the region's name with a, b and c */
  readonly availabilityZones?: (region: string) => readonly string[];
  /** What Ref of a resource gives: its physical id. `undefined`: it does not exist yet. */
  refOf(logicalId: string): unknown;
  /** What Fn::GetAtt gives. `undefined`: the resource has no such attribute. */
  attributeOf(logicalId: string, attribute: string): unknown;
  /** The value that another stack exports; `undefined`: no such export. */
  importOf(name: string): unknown;
}

/** What `Ref: AWS::NoValue` resolves to: the property or list item is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

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
    return (
      definition.Condition === undefined || this.condition(definition.Condition, ['Resources', logicalId, 'Condition'])
    );
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
    switch (name) {
      case 'Ref':
        return this.#ref(argument, path);
      case 'Fn::GetAtt':
        return this.#getAtt(argument, path);
      case 'Fn::Sub':
        return this.#sub(argument, path);
      case 'Fn::Join':
        return this.#join(argument, path);
      case 'Fn::Select':
        return this.#select(argument, path);
      case 'Fn::Split':
        return this.#split(argument, path);
      case 'Fn::If':
        return this.#if(argument, path);
      case 'Fn::FindInMap':
        return this.#findInMap(argument, path);
      case 'Fn::ImportValue':
        return this.#importValue(argument, path);
      case 'Fn::Base64':
        return base64(this.#text(argument, path, 'a string'));
      case 'Fn::GetAZs':
        return this.#zones(this.#text(argument, path, 'a region, or an empty string for this one'));
      case 'Fn::Cidr':
        return this.#cidr(argument, path);
      case 'Fn::Length':
        return this.#list(argument, path, 'a list').length;
      case 'Fn::ToJsonString':
        return JSON.stringify(this.#value(argument, path));
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
      case 'Fn::Equals':
        throw new TemplateError(
          `Template error: ${name} can stand only in a condition.`,
          path,
          'Move it to the Conditions section and choose with Fn::If.',
        );
      default:
        throw new TemplateError(
          `Template error: the intrinsic function ${name} is not known here.`,
          path,
          name === 'Fn::Transform' || name.startsWith('Fn::ForEach')
            ? 'Expand the macro first: take the processed template from CloudFormation.'
            : 'Use a documented intrinsic function.',
        );
    }
  }

  #ref(argument: unknown, path: readonly string[]): unknown {
    if (typeof argument !== 'string') {
      throw malformed('Ref', 'the name of a parameter or a resource', path);
    }
    return this.#named(argument, path);
  }

  #named(name: string, path: readonly string[]): unknown {
    const { scope } = this;
    const partition = scope.partition ?? 'aws';
    switch (name) {
      case 'AWS::AccountId':
        return scope.account;
      case 'AWS::NoValue':
        return NO_VALUE;
      case 'AWS::NotificationARNs':
        return scope.notificationArns ?? [];
      case 'AWS::Partition':
        return partition;
      case 'AWS::Region':
        return scope.region;
      case 'AWS::StackId':
        return (
          scope.stackId ?? `arn:${partition}:cloudformation:${scope.region}:${scope.account}:stack/${scope.stackName}/0`
        );
      case 'AWS::StackName':
        return scope.stackName;
      case 'AWS::URLSuffix':
        return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    }
    if (scope.template.Parameters !== undefined && name in scope.template.Parameters) return scope.parameters[name];
    if (!this.includes(name)) throw unresolved(name, path, path[0]);
    const value = scope.refOf(name);
    if (value === undefined) throw unresolved(name, path, path[0]);
    return value;
  }

  #getAtt(argument: unknown, path: readonly string[]): unknown {
    const target = asGetAtt(argument);
    if (target === undefined) {
      throw malformed('Fn::GetAtt', 'two non-empty parameters, the resource name and the resource attribute', path);
    }
    const attribute = this.#text(target.attribute, path, 'the name of an attribute');
    return this.#attribute(target.logicalId, attribute, path);
  }

  #attribute(logicalId: string, attribute: string, path: readonly string[]): unknown {
    if (!this.includes(logicalId)) throw undefinedInGetAtt(logicalId, path);
    const value = this.scope.attributeOf(logicalId, attribute);
    if (value === undefined) {
      const type = this.scope.template.Resources[logicalId]?.Type;
      throw new TemplateError(
        `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
        path,
        `Take one of the return values that AWS documents for ${type}.`,
      );
    }
    return value;
  }

  #sub(argument: unknown, path: readonly string[]): unknown {
    const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument, undefined];
    if (typeof text !== 'string') {
      throw malformed('Fn::Sub', 'a string, or a list of a string and an object of variables', path);
    }
    const own = asObject(variables) ?? {};
    return parseSub(text)
      .map((part) => {
        if ('text' in part) return part.text;
        const value =
          part.name in own ? this.#value(own[part.name], [...path, '1', part.name]) : this.#subName(part.name, path);
        const printed = Array.isArray(value) ? value.map(asText).join(',') : asText(value);
        if (printed === undefined) {
          throw new TemplateError(
            `Template error: \${${part.name}} in Fn::Sub is not a string.`,
            path,
            'Refer to something that has a string value.',
          );
        }
        return printed;
      })
      .join('');
  }

  #subName(name: string, path: readonly string[]): unknown {
    const dot = name.indexOf('.');
    return dot < 0 ? this.#named(name, path) : this.#attribute(name.slice(0, dot), name.slice(dot + 1), path);
  }

  #join(argument: unknown, path: readonly string[]): string {
    const [delimiter, values] = pair('Fn::Join', argument, 'a delimiter and a list of strings', path);
    const texts = this.#list(values, [...path, '1'], 'a list of strings').map((item, index) =>
      this.#asText(item, [...path, '1', String(index)], 'a string'),
    );
    return texts.join(this.#text(delimiter, [...path, '0'], 'a string'));
  }

  #select(argument: unknown, path: readonly string[]): unknown {
    const [position, values] = pair('Fn::Select', argument, 'an index and a list', path);
    const index = Number(this.#text(position, [...path, '0'], 'an index'));
    const list = this.#list(values, [...path, '1'], 'a list');
    const selected = list[index];
    if (selected === undefined) {
      throw new TemplateError(
        `Template error: Fn::Select cannot select nonexistent value at index ${index}`,
        path,
        `The list has ${list.length} values; choose an index from 0 to ${list.length - 1}.`,
      );
    }
    return selected;
  }

  #split(argument: unknown, path: readonly string[]): readonly string[] {
    const [delimiter, text] = pair('Fn::Split', argument, 'a delimiter and a string', path);
    return this.#text(text, [...path, '1'], 'a string').split(this.#text(delimiter, [...path, '0'], 'a string'));
  }

  #if(argument: unknown, path: readonly string[]): unknown {
    if (!Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string') {
      throw malformed('Fn::If', "a list of a condition's name, the value if true and the value if false", path);
    }
    const branch = this.condition(argument[0], [...path, '0']) ? 1 : 2;
    return this.#value(argument[branch], [...path, String(branch)]);
  }

  #findInMap(argument: unknown, path: readonly string[]): unknown {
    if (!Array.isArray(argument) || argument.length < 3) {
      throw malformed('Fn::FindInMap', 'a map name, a top-level key and a second-level key', path);
    }
    const [map, top, second] = argument
      .slice(0, 3)
      .map((key: unknown, index) => this.#text(key, [...path, String(index)], 'a key')) as [string, string, string];
    const value = this.scope.template.Mappings?.[map]?.[top]?.[second];
    if (value !== undefined) return value;
    const fallback = asObject(argument[3]);
    if (fallback !== undefined && 'DefaultValue' in fallback) {
      return this.#value(fallback.DefaultValue, [...path, '3', 'DefaultValue']);
    }
    throw new TemplateError(
      `Template error: Unable to get mapping for ${map}::${top}::${second}`,
      path,
      `Add ${second} under ${top} to the mapping ${map}, or give a DefaultValue.`,
    );
  }

  #importValue(argument: unknown, path: readonly string[]): unknown {
    const name = this.#text(argument, path, 'the name of an export');
    const value = this.scope.importOf(name);
    if (value === undefined) {
      throw new TemplateError(
        `No export named ${name} found.`,
        path,
        `Deploy the stack that exports ${name} first, or correct the name.`,
      );
    }
    return value;
  }

  #zones(region: string): readonly string[] {
    const of = region === '' ? this.scope.region : region;
    return this.scope.availabilityZones?.(of) ?? ['a', 'b', 'c'].map((zone) => `${of}${zone}`);
  }

  #cidr(argument: unknown, path: readonly string[]): readonly string[] {
    if (!Array.isArray(argument) || argument.length < 2) {
      throw malformed('Fn::Cidr', 'an IP block, a count and a number of bits', path);
    }
    const [block, count, bits] = argument.map((item: unknown, index) =>
      this.#text(item, [...path, String(index)], 'a string or a number'),
    );
    const blocks = cidrBlocks(block ?? '', Number(count), Number(bits ?? 8));
    if (blocks === undefined) {
      throw new TemplateError(
        `Template error: Fn::Cidr cannot cut ${count} blocks of ${bits ?? 8} bits out of ${block}.`,
        path,
        'Take a larger block, fewer blocks or fewer bits.',
      );
    }
    return blocks;
  }

  #list(value: unknown, path: readonly string[], expected: string): readonly unknown[] {
    const list = this.#value(value, path);
    if (!Array.isArray(list)) throw malformed(path.at(-1) ?? 'Fn', expected, path);
    return list;
  }

  #text(value: unknown, path: readonly string[], expected: string): string {
    return this.#asText(this.#value(value, path), path, expected);
  }

  #asText(value: unknown, path: readonly string[], expected: string): string {
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
}

function pair(name: string, argument: unknown, expected: string, path: readonly string[]): readonly [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) throw malformed(name, expected, path);
  return [argument[0], argument[1]];
}

function malformed(name: string, expected: string, path: readonly string[]): TemplateError {
  return new TemplateError(
    `Template error: every ${name} object requires ${expected}.`,
    path,
    `Give ${name} ${expected}.`,
  );
}
