import { posix } from 'node:path';
import type { Runtime } from './catalogue';
import type { CanaryRunRequest } from './request';

/** Names that Lambda keeps for itself: CreateCanary refuses them. */
const reserved =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_\w+|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|TZ)$/;

/** The variables of a canary's process: those of Lambda, the canary's own, the network's; nothing of the person's own. */
export function canaryEnvironment(
  request: CanaryRunRequest,
  runtime: Runtime,
  run: {
    readonly region: string;
    readonly functionName: string;
    readonly temporaryDirectory: string;
    readonly warn: (sentence: string) => void;
  },
): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.environment ?? {})) {
    if (reserved.test(name))
      run.warn(`AWS refuses the environment variable ${name}: Lambda keeps that name for itself.`);
    else if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name))
      run.warn(
        `AWS refuses the environment variable ${JSON.stringify(name)}: names have letters, digits and _, and begin with a letter.`,
      );
    own[name] = value;
  }
  const size = Object.entries(own).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > 4096) run.warn(`The environment variables take ${size} bytes: AWS refuses more than 4 KB.`);
  return {
    PATH: process.env.PATH ?? posix.delimiter,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: run.region,
    AWS_DEFAULT_REGION: run.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime.lambdaRuntime}`,
    AWS_LAMBDA_FUNCTION_NAME: run.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(request.memoryMb ?? 1000),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${run.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '1',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: 'index.handler',
    HOME: '/opt/fonts',
    // The SDK would look for a role on the network of this machine.
    AWS_EC2_METADATA_DISABLED: 'true',
    ...own,
    ...request.network?.nodeEnvironment,
    ...joinedNodeOptions(own.NODE_OPTIONS, request.network?.nodeEnvironment.NODE_OPTIONS),
    TMPDIR: run.temporaryDirectory,
  };
}

/** The canary's own options of Node.js, and those by which it reaches the network that it is given. */
function joinedNodeOptions(own: string | undefined, network: string | undefined): Record<string, string> {
  return own === undefined || network === undefined ? {} : { NODE_OPTIONS: `${own} ${network}` };
}
