import type { StaticErrorSchema, StaticOperationSchema } from '@smithy/types';
import type { ServiceName } from '../aws-services';

/** How a service speaks, and the shapes of what it says. */
export interface Service {
  readonly name: ServiceName;
  /** What error messages call it: `CodeDeploy`. */
  readonly title: string;
  /** In the credential scope of a signature. */
  readonly signingName: string;
  /** Before the dot of `x-amz-target`, and in the path of Smithy RPC. */
  readonly target?: string;
  /** `Version` of the query protocol. */
  readonly version?: string;
  readonly xmlNamespace?: string;
  /** Operations are told by method and path. */
  readonly isRest?: boolean;
  /** Smithy schemas by name: `DescribeAlarms$`, `ResourceNotFoundException$`. */
  schemas(): Promise<Readonly<Record<string, unknown>>>;
}

/** The schema of an operation; undefined where the service has none of this name. */
export async function operationSchema(service: Service, name: string): Promise<StaticOperationSchema | undefined> {
  const schema = (await service.schemas())[`${name}$`];
  return Array.isArray(schema) && schema[0] === 9 ? (schema as StaticOperationSchema) : undefined;
}

export async function operationSchemas(service: Service): Promise<StaticOperationSchema[]> {
  const schemas = Object.values(await service.schemas());
  return schemas.filter((schema): schema is StaticOperationSchema => Array.isArray(schema) && schema[0] === 9);
}

/** The schema of an exception, by its shape's name or by the code that the query protocol has for it. */
export async function errorSchema(service: Service, code: string): Promise<StaticErrorSchema | undefined> {
  for (const schema of Object.values(await service.schemas())) {
    if (!Array.isArray(schema) || schema[0] !== -3) continue;
    const error = schema as unknown as StaticErrorSchema;
    if (error[2] === code || queryCode(error) === code) return error;
  }
  return undefined;
}

/** The code of an exception in the query protocol: `ResourceNotFound` for `ResourceNotFoundException`. */
export function queryCode(error: StaticErrorSchema | undefined): string | undefined {
  const traits: unknown = error?.[3];
  const named = (traits as { awsQueryError?: readonly unknown[] } | undefined)?.awsQueryError?.[0];
  return typeof named === 'string' ? named : undefined;
}
