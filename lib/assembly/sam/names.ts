import { asObject } from './json';

/**
 * Puts the logical ids that SAM made in place of the names that templates use for them, such as `Ref: Orders.Version`,
 * `!GetAtt Orders.Version.Version` and `${Orders.Alias}`.
 */
export function withExpandedNames(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withExpandedNames(item, names));
  const object = asObject(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => {
      if (key === 'Ref' && typeof item === 'string') return [key, names.get(item) ?? item];
      if (key === 'Fn::GetAtt') return [key, getAtt(item, names)];
      if (key === 'DependsOn') return [key, dependsOn(item, names)];
      if (key === 'Fn::Sub') return [key, sub(item, names)];
      return [key, withExpandedNames(item, names)];
    }),
  );
}

function getAtt(argument: unknown, names: ReadonlyMap<string, string>): unknown {
  const parts =
    typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument.join('.').split('.') : [];
  const [resource, property, ...attribute] = parts;
  const id = names.get(`${resource}.${property}`);
  return id === undefined || attribute.length === 0 ? argument : [id, attribute.join('.')];
}

function dependsOn(argument: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(argument)) return argument.map((item: unknown) => dependsOn(item, names));
  return typeof argument === 'string' ? (names.get(argument) ?? argument) : argument;
}

function sub(argument: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(argument)) {
    const [text, variables] = argument as unknown[];
    return [sub(text, names), withExpandedNames(variables, names)];
  }
  if (typeof argument !== 'string') return argument;
  return argument.replace(/\$\{([^!}.]+\.[^}.]+)((?:\.[^}]+)?)\}/g, (whole, name: string, rest: string) => {
    const id = names.get(name);
    return id === undefined ? whole : `\${${id}${rest}}`;
  });
}
