import type { Instant, Millis } from '../../engine/clock';

/** One published version of a Lambda function (or `$LATEST`), with the configuration that its processes get. */
export interface FunctionVersion {
  readonly functionName: string;
  /** `$LATEST` or a number, as Lambda writes it. */
  readonly version: string;
  /** With or without a qualifier; an invocation's own qualifier replaces it. */
  readonly functionArn: string;
  /** `nodejs24.x`; only Node.js runtimes run here. */
  readonly runtime: string;
  /** `index.handler`, `src/app.handler`. */
  readonly handler: string;
  /** A directory, a zip file, or one source file (which becomes `index.js` or `index.mjs`). */
  readonly code: string;
  /** Directories or zip files that are laid out below `/opt`, the later ones over the earlier @default none */
  readonly layers?: readonly string[];
  /** The function's own variables. They cannot replace what Lambda reserves. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly region: string;
  readonly account: string;
}

/** How a version is named in a pool: `orders:7`. */
export function versionKey(version: { readonly functionName: string; readonly version: string }): string {
  return `${version.functionName}:${version.version}`;
}

/** What a rehearsal makes go wrong in one invocation. */
export type Fault =
  /** The handler throws instead of running. */
  | { readonly kind: 'throw'; readonly message?: string }
  /** The handler never answers: recorded at the function's timeout, which does not pass in real time. */
  | { readonly kind: 'hang' }
  /** The process exits in the middle of the invocation. */
  | { readonly kind: 'crash' }
  /** The process exits while it loads the handler. */
  | { readonly kind: 'crash-at-start' }
  /** The handler runs, and its duration is recorded longer; at the timeout it is cut. */
  | { readonly kind: 'delay'; readonly ms: Millis };

export interface InvokeOptions {
  /** The event: any JSON value. */
  readonly payload: unknown;
  readonly requestId: string;
  /** Virtual. `Date` inside the function reads this instant plus the real time since the handler began. */
  readonly at: Instant;
  /** The alias or version that was asked for; it ends `invokedFunctionArn`. */
  readonly qualifier?: string;
  readonly fault?: Fault;
  /** What the caller sent as client context: any JSON value. */
  readonly clientContext?: unknown;
}

/** Why an invocation failed, as Lambda tells its caller: `Runtime.ImportModuleError`, `Sandbox.Timedout`, `TypeError`. */
export interface InvocationError {
  readonly type: string;
  readonly message: string;
  readonly stack?: readonly string[];
}

export interface Invocation {
  /** What the caller receives: the handler's result, or `{ errorType, errorMessage, trace }` where it failed. */
  readonly payload: unknown;
  readonly error?: InvocationError;
  readonly timedOut: boolean;
  /** Measured inside the process, without the cold start; a fault may have lengthened it. */
  readonly durationMs: Millis;
  /** How long the cold start took, where this invocation caused one. */
  readonly initMs?: Millis;
  /** What the function logged during the invocation (and its cold start), as CloudWatch Logs would get it. */
  readonly logs: readonly string[];
}
