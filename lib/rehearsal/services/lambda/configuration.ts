import type { Millis } from '../../../engine/clock';

/** A function as its template configures it: what a version keeps when it is published. */
export interface FunctionConfiguration {
  readonly functionName: string;
  readonly functionArn: string;
  readonly logicalId: string;
  readonly runtime: string;
  readonly handler: string;
  /** The role that it has; undefined where the template names none. */
  readonly roleArn?: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Millis;
  readonly memoryMb: number;
  /** Where it logs, by name. */
  readonly logGroup: string;
  /** A directory, a zip or a source file; undefined where the code is not on this machine. */
  readonly code?: string;
  /** What the template says of the code: two versions with equal identity and configuration are one version. */
  readonly codeIdentity: string;
  /** Why it cannot run here, as the end of the sentence "it has a stand-in, since …". */
  readonly cannotRun?: string;
}

/** `$LATEST` or a published version. */
export interface FunctionVersionState {
  readonly version: string;
  readonly configuration: FunctionConfiguration;
}

/** Where an alias sends invocations. */
export interface AliasState {
  readonly name: string;
  readonly version: string;
  readonly additional?: { readonly version: string; readonly weight: number };
}

export interface FunctionState {
  latest: FunctionConfiguration;
  /** Counts changes of `$LATEST`: its processes are replaced with it. */
  revision: number;
  published: number;
  readonly versions: Map<string, FunctionVersionState>;
  readonly aliases: Map<string, AliasState>;
}

/** Two configurations that Lambda would publish as one version. */
export function isSameCode(a: FunctionConfiguration, b: FunctionConfiguration): boolean {
  return (
    a.codeIdentity === b.codeIdentity &&
    a.runtime === b.runtime &&
    a.handler === b.handler &&
    a.description === b.description &&
    a.timeout === b.timeout &&
    a.memoryMb === b.memoryMb &&
    JSON.stringify(a.environment) === JSON.stringify(b.environment)
  );
}
