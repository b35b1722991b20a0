import { dirname, join } from 'node:path';
import type { FunctionVersion } from './function-version';

/** Where a process' files lie. */
export interface ProcessDirectories {
  readonly task: string;
  readonly temporary: string;
  readonly layers: string;
  readonly modules: string;
}

/**
 * The variables of an execution environment: Lambda's own, the function's, and what leads its calls to the rehearsal.
 * Nothing of the person's environment is among them: no profile, no credentials, no home directory.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 *
 * @param supplied variables of the rehearsal (AWS_ENDPOINT_URL, NODE_OPTIONS of the network, …): they win over all others
 */
export function lambdaEnvironment(
  version: FunctionVersion,
  directories: ProcessDirectories,
  supplied: Readonly<Record<string, string>>,
  node: string,
): Record<string, string> {
  const nodeOptions = [supplied.NODE_OPTIONS, version.environment.NODE_OPTIONS].filter(Boolean).join(' ');
  return {
    PATH: `/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin:${dirname(node)}`,
    LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    LANG: 'en_US.UTF-8',
    AWS_LAMBDA_LOG_FORMAT: 'Text',
    NODE_PATH: [
      join(directories.layers, 'nodejs', 'node_modules'),
      join(directories.modules, 'node_modules'),
      directories.task,
    ].join(':'),
    ...version.environment,
    ...fakeCredentials,
    TZ: ':UTC',
    HOME: directories.temporary,
    TMPDIR: directories.temporary,
    AWS_CONFIG_FILE: join(directories.temporary, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directories.temporary, '.aws', 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    // Said once more by every function that runs on an older Node.js than its runtime's; the report says it once.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    AWS_REGION: version.region,
    AWS_DEFAULT_REGION: version.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: version.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${version.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `2026/01/01/[${version.version}]00000000000000000000000000000000`,
    LAMBDA_TASK_ROOT: directories.task,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: version.handler,
    ...supplied,
    ...(nodeOptions === '' ? {} : { NODE_OPTIONS: nodeOptions }),
  };
}

/** Recognizable, well-formed and worthless. */
const fakeCredentials = {
  AWS_ACCESS_KEY_ID: 'ASIAAVIARYREHEARSAL0',
  AWS_SECRET_ACCESS_KEY: 'aviary/rehearsal/no/such/secret/key00000',
  AWS_SESSION_TOKEN: 'AviaryRehearsalSessionToken',
};
