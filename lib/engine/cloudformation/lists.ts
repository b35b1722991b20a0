import { type IntrinsicFunction, items, malformed } from './call';
import { cidrBlocks } from './functions';
import { TemplateError } from './template';

export const select: IntrinsicFunction = (argument, call) => {
  const [position, values] = items('Fn::Select', argument, 2, 'an index and a list', call);
  const index = Number(call.text(position, 'an index', '0'));
  const list = call.list(values, 'a list', '1');
  const selected = list[index];
  if (selected === undefined) {
    throw new TemplateError(
      `Template error: Fn::Select cannot select nonexistent value at index ${index}`,
      call.path,
      `The list has ${list.length} values; choose an index from 0 to ${list.length - 1}.`,
    );
  }
  return selected;
};

export const choose: IntrinsicFunction = (argument, call) => {
  const expected = "a list of a condition's name, the value if true and the value if false";
  const [name, whenTrue, whenFalse] = items('Fn::If', argument, 3, expected, call);
  if (typeof name !== 'string') throw malformed('Fn::If', expected, call.path);
  return call.condition(name, '0') ? call.value(whenTrue, '1') : call.value(whenFalse, '2');
};

export const getAZs: IntrinsicFunction = (argument, call) => {
  const asked = call.text(argument, 'a region, or an empty string for this one');
  const region = asked === '' ? call.scope.region : asked;
  return call.scope.availabilityZones?.(region) ?? ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
};

export const cidr: IntrinsicFunction = (argument, call) => {
  if (!Array.isArray(argument) || argument.length < 2) {
    throw malformed('Fn::Cidr', 'an IP block, a count and a number of bits', call.path);
  }
  const [block = '', count, bits = '8'] = argument.map((item: unknown, index) =>
    call.text(item, 'a string or a number', String(index)),
  );
  const blocks = cidrBlocks(block, Number(count), Number(bits));
  if (blocks === undefined) {
    throw new TemplateError(
      `Template error: Fn::Cidr cannot cut ${count} blocks of ${bits} bits out of ${block}.`,
      call.path,
      'Take a larger block, fewer blocks or fewer bits.',
    );
  }
  return blocks;
};

export const length: IntrinsicFunction = (argument, call) => call.list(argument, 'a list').length;
