/** A call of an intrinsic function: an object with the one key `Ref`, `Condition` or `Fn::…`. */
export interface Intrinsic {
  readonly name: string;
  readonly argument: unknown;
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** `Condition` counts only where a condition may stand: elsewhere it is a property, as in IAM policies. */
export function asIntrinsic(value: unknown): Intrinsic | undefined {
  const object = asObject(value);
  if (object === undefined) return undefined;
  const keys = Object.keys(object);
  const [name] = keys;
  if (name === undefined || keys.length !== 1) return undefined;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument: object[name] } : undefined;
}

/** Both forms of Fn::GetAtt: `[LogicalId, Attribute]` and `LogicalId.Attribute`. The attribute may be an intrinsic. */
export function asGetAtt(argument: unknown): { readonly logicalId: string; readonly attribute: unknown } | undefined {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot > 0 && dot < argument.length - 1
      ? { logicalId: argument.slice(0, dot), attribute: argument.slice(dot + 1) }
      : undefined;
  }
  if (!Array.isArray(argument)) return undefined;
  const [logicalId, ...rest] = argument as unknown[];
  if (typeof logicalId !== 'string' || rest.length === 0) return undefined;
  return { logicalId, attribute: rest.length === 1 ? rest[0] : rest.join('.') };
}

export const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
] as const;

export function isPseudoParameter(name: string): boolean {
  return (pseudoParameters as readonly string[]).includes(name);
}
