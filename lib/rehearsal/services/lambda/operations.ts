import type { FunctionConfiguration as SdkConfiguration } from '@aws-sdk/client-lambda';
import { AwsError, type AwsServices } from '../../../endpoint';
import type { Instant } from '../../../engine/clock';
import { RandomStream } from '../../world/random';
import type { AsyncInvocations } from './async-invocations';
import type { LambdaFunctions, Target } from './functions';
import type { Invoker } from './invoker';

type Operations = NonNullable<AwsServices['lambda']>;

export interface LambdaOperationPorts {
  readonly functions: LambdaFunctions;
  readonly invoker: Invoker;
  readonly async: AsyncInvocations;
  now(): Instant;
}

/** What hooks and functions ask of Lambda. */
export function lambdaOperations({ functions, invoker, async, now }: LambdaOperationPorts): Operations {
  const description = new RandomStream(0, 'descriptions');
  const missing = (name: string) => new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  const found = (name = '', qualifier?: string): Target => {
    const target = functions.resolve(name, qualifier, description);
    if (target === undefined) throw missing(name);
    return target;
  };
  return {
    Invoke: async ({ FunctionName = '', Qualifier, InvocationType, Payload }) => {
      const payload = payloadIn(Payload);
      if (InvocationType === 'Event') {
        found(FunctionName, Qualifier);
        async.invoke({ reference: Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`, payload });
        return { StatusCode: 202 };
      }
      const running = invoker.invoke({
        reference: FunctionName,
        ...(Qualifier === undefined ? {} : { qualifier: Qualifier }),
        payload,
        caller: { kind: 'service' },
        at: now(),
      });
      if (running === undefined) throw missing(FunctionName);
      const { payload: answer, error, target } = await running;
      return {
        StatusCode: 200,
        ExecutedVersion: target.version,
        Payload: JSON.stringify(answer ?? null),
        ...(error === undefined ? {} : { FunctionError: 'Unhandled' }),
      };
    },
    GetAlias: ({ FunctionName = '', Name = '' }) => {
      const { configuration } = found(FunctionName);
      const alias = functions.alias(configuration.functionName, Name);
      if (alias === undefined)
        throw new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${FunctionName}:${Name}`, 404);
      const { additional } = alias;
      return {
        AliasArn: `${configuration.functionArn}:${Name}`,
        Name,
        FunctionVersion: alias.version,
        ...(additional === undefined
          ? {}
          : { RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } } }),
      };
    },
    GetFunctionConfiguration: ({ FunctionName, Qualifier }) => describe(found(FunctionName, Qualifier)),
    GetFunction: ({ FunctionName, Qualifier }) => ({ Configuration: describe(found(FunctionName, Qualifier)) }),
  };
}

function describe({ configuration, version }: Target): SdkConfiguration {
  return {
    FunctionName: configuration.functionName,
    FunctionArn: configuration.functionArn,
    Runtime: configuration.runtime as NonNullable<SdkConfiguration['Runtime']>,
    Handler: configuration.handler,
    Description: configuration.description,
    Timeout: configuration.timeout / 1_000,
    MemorySize: configuration.memoryMb,
    Version: version,
    Environment: { Variables: { ...configuration.environment } },
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

function payloadIn(payload: unknown): unknown {
  const text = payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : String(payload ?? '');
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
}
