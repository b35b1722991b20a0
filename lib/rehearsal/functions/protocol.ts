/** What passes between the pool and an execution environment's process, as JSON over the IPC channel. */

/** Given to the process as its last argument. */
export interface ProcessConfiguration {
  readonly handler: string;
  readonly taskRoot: string;
  /** What `/tmp` means inside. */
  readonly temporaryDirectory: string;
  /** What `/opt` means inside. */
  readonly layersDirectory: string;
  /** Paths below these keep their meaning: the pool's directory, and where supplied packages lie. */
  readonly unmapped: readonly string[];
  /** Removed when the pool's process has died. */
  readonly abandonedDirectory: string;
  /** 24 for `nodejs24.x`. */
  readonly runtimeMajor: number;
  /** The virtual instant of the cold start. */
  readonly at: number;
}

export interface InvokeMessage {
  readonly id: number;
  readonly event: unknown;
  readonly requestId: string;
  readonly at: number;
  readonly arn: string;
  readonly timeoutMs: number;
  readonly traceId: string;
  readonly clientContext?: unknown;
}

export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type ProcessMessage =
  | {
      readonly type: 'ready';
      readonly initMs: number;
      /** The handler streams its response. */
      readonly streams: boolean;
      readonly logs: readonly string[];
    }
  | {
      readonly type: 'init-error';
      readonly initMs: number;
      readonly error: ErrorPayload;
      readonly logs: readonly string[];
    }
  | {
      readonly type: 'result';
      readonly id: number;
      readonly durationMs: number;
      readonly payload?: unknown;
      readonly error?: ErrorPayload;
      /** The process ends after this result. */
      readonly last?: boolean;
      readonly logs?: readonly string[];
    }
  | { readonly type: 'logs'; readonly logs: readonly string[] };
