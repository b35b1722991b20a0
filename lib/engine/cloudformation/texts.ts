import { type IntrinsicFunction, items, malformed, textOf } from './call';
import { asText, base64 as encode } from './functions';
import { asObject } from './intrinsic';
import { attribute, named } from './lookups';
import { parseSub } from './sub';
import { TemplateError } from './template';

export const sub: IntrinsicFunction = (argument, call) => {
  const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument, undefined];
  if (typeof text !== 'string') {
    throw malformed('Fn::Sub', 'a string, or a list of a string and an object of variables', call.path);
  }
  const own = asObject(variables) ?? {};
  const lookUp = (name: string) => {
    if (name in own) return call.value(own[name], '1', name);
    const dot = name.indexOf('.');
    return dot < 0 ? named(name, call) : attribute(name.slice(0, dot), name.slice(dot + 1), call);
  };
  const print = (name: string) => {
    const value = lookUp(name);
    const printed = Array.isArray(value) ? value.map(asText).join(',') : asText(value);
    if (printed !== undefined) return printed;
    throw new TemplateError(
      `Template error: \${${name}} in Fn::Sub is not a string.`,
      call.path,
      'Refer to something that has a string value.',
    );
  };
  return parseSub(text)
    .map((part) => ('text' in part ? part.text : print(part.name)))
    .join('');
};

export const join: IntrinsicFunction = (argument, call) => {
  const [delimiter, values] = items('Fn::Join', argument, 2, 'a delimiter and a list of strings', call);
  const texts = call
    .list(values, 'a list of strings', '1')
    .map((item, index) => textOf(item, [...call.path, '1', String(index)], 'a string'));
  return texts.join(call.text(delimiter, 'a string', '0'));
};

export const split: IntrinsicFunction = (argument, call) => {
  const [delimiter, text] = items('Fn::Split', argument, 2, 'a delimiter and a string', call);
  return call.text(text, 'a string', '1').split(call.text(delimiter, 'a string', '0'));
};

export const base64: IntrinsicFunction = (argument, call) => encode(call.text(argument, 'a string'));

export const toJsonString: IntrinsicFunction = (argument, call) => JSON.stringify(call.value(argument));
