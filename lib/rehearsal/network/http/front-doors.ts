import type { Millis } from '../../../engine/clock';

/** Cross-origin settings, as HTTP APIs and function URLs take them; lists may hold `*`. */
export interface CorsConfiguration {
  readonly allowOrigins?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly allowCredentials?: boolean;
}

export interface Stage {
  /** `$default`, `prod`. */
  readonly name: string;
  readonly variables?: Readonly<Record<string, string>>;
}

interface FrontDoorBase {
  /** `abc123`: the first label of the host name. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** The host name that clients use. */
  readonly host: string;
}

/** An API Gateway HTTP API. `Target` is whatever the caller invokes. */
export interface HttpApi<Target> extends FrontDoorBase {
  readonly kind: 'http-api';
  readonly stages: readonly Stage[];
  readonly routes: readonly {
    /** `GET /items/{id}`, `ANY /{proxy+}`, `$default`. */
    readonly key: string;
    readonly payloadFormat: '1.0' | '2.0';
    readonly target: Target;
    readonly timeoutMs?: Millis;
    /** The only stage in which it leads there: its target follows stage variables. @default every stage */
    readonly stage?: string;
  }[];
  readonly cors?: CorsConfiguration;
}

/** An API Gateway REST API with Lambda proxy integrations. */
export interface RestApi<Target> extends FrontDoorBase {
  readonly kind: 'rest-api';
  readonly stages: readonly Stage[];
  readonly methods: readonly {
    /** `GET`, `ANY`. */
    readonly httpMethod: string;
    /** `/items/{id}`, `/{proxy+}`, `/`. */
    readonly resourcePath: string;
    readonly resourceId?: string;
    readonly target: Target;
    readonly timeoutMs?: Millis;
    /** The only stage in which it leads there: its target follows stage variables. @default every stage */
    readonly stage?: string;
  }[];
  readonly binaryMediaTypes?: readonly string[];
}

/** A Lambda function URL. */
export interface FunctionUrl<Target> extends FrontDoorBase {
  readonly kind: 'function-url';
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly target: Target;
  readonly cors?: CorsConfiguration;
}

/** What clients reach by a host name, and what stands behind it. */
export type FrontDoor<Target> = HttpApi<Target> | RestApi<Target> | FunctionUrl<Target>;
