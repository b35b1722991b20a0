import { resolve } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import type { Template as AssertedTemplate } from 'aws-cdk-lib/assertions';
import { PhysicalNames } from '../alarm-tests';
import { loadAssembly } from '../assembly';
import { parameterValues, parseTemplate, type Template } from '../engine/cloudformation';
import type { AlarmTestSettings } from './alarm-expectations';

/**
 * What alarms are expected of: a stack, what `Template.fromStack` gives, a template as an object, or the path of a
 * template file.
 */
export type AlarmSubject = Stack | AssertedTemplate | string | object;

/** The template of a subject, and its names for what tests refer to. */
export interface ReadSubject {
  readonly template: Template;
  /** A value with the CDK's tokens and CloudFormation's functions resolved as far as names go. */
  named(value: unknown): unknown;
}

/** @throws Error for what is none, InputError or TemplateError for a template that is malformed */
export function readSubject(subject: unknown, settings: AlarmTestSettings): ReadSubject {
  const stack = isStack(subject) ? subject : undefined;
  const template = stack !== undefined ? synthesized(stack) : read(subject);
  const names = new PhysicalNames({
    template,
    parameters: parameterValues(template, settings.parameters).values,
    region: settings.region ?? 'us-east-1',
    account: settings.account ?? '123456789012',
    stackName: stack?.stackName ?? 'Test',
  });
  return { template, named: (value) => names.resolver.resolve(stack === undefined ? value : stack.resolve(value)) };
}

function synthesized(stack: Stack): Template {
  const { Template: Asserted } = require('aws-cdk-lib/assertions') as typeof import('aws-cdk-lib/assertions');
  return parseTemplate(Asserted.fromStack(stack).toJSON());
}

function read(subject: unknown): Template {
  if (typeof subject === 'string') {
    const [stack, ...others] = loadAssembly(resolve(subject)).stacks;
    if (stack !== undefined && others.length === 0) return stack.template;
    throw new Error(`${subject} holds several stacks: name one of its templates.`);
  }
  if (typeof subject !== 'object' || subject === null)
    throw new Error('Expect alarms of a stack, a Template, a template object or the path of a template file.');
  return parseTemplate('toJSON' in subject && typeof subject.toJSON === 'function' ? subject.toJSON() : subject);
}

/** As the CDK tells stacks apart, whichever copy of it made them. */
function isStack(subject: unknown): subject is Stack {
  return typeof subject === 'object' && subject !== null && Symbol.for('@aws-cdk/core.Stack') in subject;
}
