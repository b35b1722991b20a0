import { type Call, type IntrinsicFunction, malformed, NO_VALUE } from './call';
import { undefinedInGetAtt, unresolved } from './graph';
import { asGetAtt, asObject } from './intrinsic';
import type { Scope } from './scope';
import { TemplateError } from './template';

export const ref: IntrinsicFunction = (argument, call) => {
  if (typeof argument !== 'string') throw malformed('Ref', 'the name of a parameter or a resource', call.path);
  return named(argument, call);
};

export const getAtt: IntrinsicFunction = (argument, call) => {
  const target = asGetAtt(argument);
  if (target === undefined) {
    throw malformed('Fn::GetAtt', 'two non-empty parameters, the resource name and the resource attribute', call.path);
  }
  return attribute(target.logicalId, call.text(target.attribute, 'the name of an attribute'), call);
};

export const findInMap: IntrinsicFunction = (argument, call) => {
  if (!Array.isArray(argument) || argument.length < 3) {
    throw malformed('Fn::FindInMap', 'a map name, a top-level key and a second-level key', call.path);
  }
  const key = (index: number) => call.text(argument[index], 'a key', String(index));
  const [map, top, second] = [key(0), key(1), key(2)];
  const value = call.scope.template.Mappings?.[map]?.[top]?.[second];
  if (value !== undefined) return value;
  const fallback = asObject(argument[3]);
  if (fallback !== undefined && 'DefaultValue' in fallback)
    return call.value(fallback.DefaultValue, '3', 'DefaultValue');
  throw new TemplateError(
    `Template error: Unable to get mapping for ${map}::${top}::${second}`,
    call.path,
    `Add ${second} under ${top} to the mapping ${map}, or give a DefaultValue.`,
  );
};

export const importValue: IntrinsicFunction = (argument, call) => {
  const name = call.text(argument, 'the name of an export');
  const value = call.scope.importOf(name);
  if (value === undefined) {
    throw new TemplateError(
      `No export named ${name} found.`,
      call.path,
      `Deploy the stack that exports ${name} first, or correct the name.`,
    );
  }
  return value;
};

/** The value of a name as Ref and Fn::Sub take it: a pseudo parameter, a parameter, a resource. */
export function named(name: string, call: Call): unknown {
  const { scope, path } = call;
  if (name.startsWith('AWS::')) {
    const value = pseudoParameter(name, scope);
    if (value !== undefined) return value;
  }
  if (scope.template.Parameters !== undefined && name in scope.template.Parameters) return scope.parameters[name];
  const value = call.includes(name) ? scope.refOf(name) : undefined;
  if (value === undefined) throw unresolved(name, path, path[0]);
  return value;
}

/** The value of a resource's attribute as Fn::GetAtt and Fn::Sub take it. */
export function attribute(logicalId: string, name: string, call: Call): unknown {
  if (!call.includes(logicalId)) throw undefinedInGetAtt(logicalId, call.path);
  const value = call.scope.attributeOf(logicalId, name);
  if (value === undefined) {
    const type = call.scope.template.Resources[logicalId]?.Type;
    throw new TemplateError(
      `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`,
      call.path,
      `Take one of the return values that AWS documents for ${type}.`,
    );
  }
  return value;
}

function pseudoParameter(name: string, scope: Scope): unknown {
  const partition = scope.partition ?? 'aws';
  const { region, account, stackName } = scope;
  switch (name) {
    case 'AWS::AccountId':
      return account;
    case 'AWS::NoValue':
      return NO_VALUE;
    case 'AWS::NotificationARNs':
      return scope.notificationArns ?? [];
    case 'AWS::Partition':
      return partition;
    case 'AWS::Region':
      return region;
    case 'AWS::StackId':
      return scope.stackId ?? `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/0`;
    case 'AWS::StackName':
      return stackName;
    case 'AWS::URLSuffix':
      return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    default:
      return undefined;
  }
}
