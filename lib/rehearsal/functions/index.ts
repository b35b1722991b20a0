export { type CodeFinding, FunctionPool, type FunctionPoolOptions, type NodeNetwork } from './function-pool';
export {
  type Fault,
  type FunctionVersion,
  type Invocation,
  type InvocationError,
  type InvokeOptions,
  versionKey,
} from './function-version';
export { type NodeBinary, nodeFor } from './node-binary';
export { writeProcessBundle } from './process-bundle';
