import type { Stack } from 'aws-cdk-lib';
import { Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';

export interface EndpointsProps {
  readonly count: number;
  /** Directory of a canary's index.js. */
  readonly canaryCode: string;
}

export function endpoints(stack: Stack, { count }: EndpointsProps): Fn[] {
  return Array.from(
    { length: count },
    (_, index) =>
      new Fn(stack, `Endpoint${index}`, {
        code: Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: '${index}' });`),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      }),
  );
}
