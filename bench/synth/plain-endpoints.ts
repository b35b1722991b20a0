import type { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-synthetics';
import { type EndpointsProps, endpoints } from './endpoints';
import { plainGuard } from './plain-guard';

/** So many endpoints, each with a canary, and the guard written out. */
export function plainEndpoints(stack: Stack, props: EndpointsProps): void {
  const functions = endpoints(stack, props);
  const code = () => Code.fromAsset(props.canaryCode);
  plainGuard(stack, {
    functions,
    canaries: Object.fromEntries(functions.map((_, serves) => [`endpoint-${serves}`, { code, serves }])),
  });
}
