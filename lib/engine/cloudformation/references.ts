import { asGetAtt, asIntrinsic, asObject, isPseudoParameter } from './intrinsic';
import { parseSub } from './sub';

/** One place in a template that needs something else of it. */
export interface Mention {
  readonly kind: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub';
  /** A logical id; for `Ref` and `Fn::Sub` it may be a parameter's name. */
  readonly name: string;
  readonly attribute?: string;
  readonly path: readonly string[];
}

/** Whether a condition holds; `undefined`: not known, so both branches of an Fn::If count. */
export type ConditionOf = (name: string) => boolean | undefined;

/**
 * Every Ref, Fn::GetAtt and Fn::Sub in a value, pseudo parameters left out. Where `condition` is given, only the branch
 * of each Fn::If that it chooses is read.
 */
export function mentionsIn(value: unknown, path: readonly string[], condition?: ConditionOf): readonly Mention[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => mentionsIn(item, [...path, String(index)], condition));
  const intrinsic = asIntrinsic(value);
  if (intrinsic !== undefined) {
    return mentionsOf(intrinsic.name, intrinsic.argument, [...path, intrinsic.name], condition);
  }
  return Object.entries(asObject(value) ?? {}).flatMap(([key, item]) => mentionsIn(item, [...path, key], condition));
}

function mentionsOf(
  name: string,
  argument: unknown,
  path: readonly string[],
  condition: ConditionOf | undefined,
): readonly Mention[] {
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' && !isPseudoParameter(argument)
        ? [{ kind: 'Ref', name: argument, path }]
        : [];
    case 'Fn::GetAtt':
      return mentionsOfGetAtt(argument, path, condition);
    case 'Fn::Sub':
      return mentionsOfSub(argument, path, condition);
    case 'Fn::If':
      return mentionsOfIf(argument, path, condition);
    default:
      return mentionsIn(argument, path, condition);
  }
}

function mentionsOfGetAtt(argument: unknown, path: readonly string[], condition?: ConditionOf): readonly Mention[] {
  const target = asGetAtt(argument);
  if (target === undefined) return [];
  const { logicalId, attribute } = target;
  const mention: Mention = {
    kind: 'Fn::GetAtt',
    name: logicalId,
    path,
    ...(typeof attribute === 'string' && { attribute }),
  };
  return [mention, ...mentionsIn(attribute, path, condition)];
}

function mentionsOfIf(argument: unknown, path: readonly string[], condition?: ConditionOf): readonly Mention[] {
  if (!Array.isArray(argument)) return [];
  const [name, whenTrue, whenFalse] = argument as unknown[];
  const chosen = typeof name === 'string' ? condition?.(name) : undefined;
  return [
    ...(chosen === false ? [] : mentionsIn(whenTrue, [...path, '1'], condition)),
    ...(chosen === true ? [] : mentionsIn(whenFalse, [...path, '2'], condition)),
  ];
}

function mentionsOfSub(argument: unknown, path: readonly string[], condition?: ConditionOf): readonly Mention[] {
  const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument, undefined];
  const own = asObject(variables) ?? {};
  const names = typeof text === 'string' ? parseSub(text).flatMap((part) => ('name' in part ? [part.name] : [])) : [];
  const inText = names
    .filter((name) => !(name in own) && !isPseudoParameter(name))
    .map((name): Mention => {
      const dot = name.indexOf('.');
      return dot < 0
        ? { kind: 'Fn::Sub', name, path }
        : { kind: 'Fn::Sub', name: name.slice(0, dot), attribute: name.slice(dot + 1), path };
    });
  return [...mentionsIn(own, [...path, '1'], condition), ...inText];
}
