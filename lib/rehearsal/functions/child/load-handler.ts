import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProcessConfiguration } from '../protocol';
import { isStreaming } from './response-stream';

export type Handler = (event: unknown, context: unknown, callback?: unknown) => unknown;

class RuntimeError extends Error {
  constructor(name: string, message: string, stack?: string) {
    super(message);
    this.name = name;
    if (stack !== undefined) this.stack = stack;
  }
}

/**
 * Finds the handler by Lambda's rules, with Lambda's errors: Runtime.MalformedHandlerName, Runtime.ImportModuleError,
 * Runtime.UserCodeSyntaxError, Runtime.HandlerNotFound, Runtime.CallbackHandlerDeprecated (from Node.js 24 on).
 *
 * Source: aws/aws-lambda-nodejs-runtime-interface-client
 */
export async function loadHandler(configuration: ProcessConfiguration): Promise<Handler> {
  const { handler: name, taskRoot } = configuration;
  if (name.includes('..')) {
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const last = basename(name);
  const match = /^([^.]*)\.(.*)$/.exec(last);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const root = name.slice(0, name.indexOf(last)).replace(/\/$/, '');
  const module = await loadModule(taskRoot, root, match[1]);
  const handler = find(module, match[2]) ?? find((module as { default?: unknown }).default, match[2]);
  if (handler === undefined || handler === null) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  refuseCallbacks(handler, configuration);
  return handler as Handler;
}

async function loadModule(taskRoot: string, root: string, name: string): Promise<object> {
  const file = resolve(taskRoot, root, name);
  const require = createRequire(join(taskRoot, 'index.js'));
  try {
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      if (!isFile(file + extension)) continue;
      if (extension === '.cjs') return require(file + extension);
      return await import(pathToFileURL(file + extension).href);
    }
    return require(require.resolve(`./${name}`, { paths: [taskRoot, join(taskRoot, root)] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error), error.stack);
    }
    const code = (error as { code?: unknown } | undefined)?.code;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      const told = String(error).replace(`Cannot find module './${name}'`, `Cannot find module '${name}'`);
      throw new RuntimeError('Runtime.ImportModuleError', told, (error as Error).stack);
    }
    throw error;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function find(module: unknown, name: string): unknown {
  return name.split('.').reduce<unknown>((nested, key) => {
    const holds = (typeof nested === 'object' && nested !== null) || typeof nested === 'function';
    return holds ? (nested as Record<string, unknown>)[key] : undefined;
  }, module);
}

function refuseCallbacks(handler: object, { runtimeMajor }: ProcessConfiguration): void {
  if (runtimeMajor >= 24 && !isStreaming(handler) && (handler as { length: number }).length >= 3) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  }
}
