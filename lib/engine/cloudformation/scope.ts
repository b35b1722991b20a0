import type { Template } from './template';

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
