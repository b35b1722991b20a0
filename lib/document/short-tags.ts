/**
 * The function that a short tag stands for: `!Ref` and `!Condition` keep their name, the others stand for `Fn::` and it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function longForm(tag: string | undefined): string | undefined {
  const name = /^!([A-Z]\w*(?:::\w+)?)$/.exec(tag ?? '')?.[1];
  if (name === undefined) return undefined;
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

/** A call of the function; `!GetAtt Queue.Arn` has its two arguments in one text. */
export function intrinsic(name: string, argument: unknown): Readonly<Record<string, unknown>> {
  if (name !== 'Fn::GetAtt' || typeof argument !== 'string') return { [name]: argument };
  const dot = argument.indexOf('.');
  return { [name]: dot < 0 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)] };
}
