import { dirname, join } from 'node:path';
import { type AssemblyStack, assetDirectory, loadAssembly } from '../../assembly';
import { InputError } from '../../diagnostic';
import { parameterValues, Resolver, TemplateError } from '../../engine/cloudformation';
import type { CanarySource } from './canary';

/**
 * The canaries of a cloud assembly or template, with the code, handler, runtime, timeout and environment that they
 * would be deployed with.
 *
 * @throws InputError where it holds none, or one whose code is not here
 */
export function templateCanaries(path: string): CanarySource[] {
  const found = loadAssembly(path).stacks.flatMap(canariesOf);
  if (found.length > 0) return found;
  throw new InputError({
    id: 'canary/none-in-template',
    severity: 'error',
    message: `${path} holds no canary (AWS::Synthetics::Canary).`,
    file: path,
    fix: 'Name a script, or a template that has canaries.',
  });
}

function canariesOf(stack: AssemblyStack): CanarySource[] {
  const resolver = new Resolver({
    template: stack.template,
    parameters: parameters(stack),
    region: stack.region ?? 'us-east-1',
    account: stack.account ?? '123456789012',
    stackName: stack.name,
    // Known once it is deployed, and marked so that it can be told.
    refOf: (logicalId) => `<${logicalId}>`,
    attributeOf: (logicalId, attribute) => `<${logicalId}.${attribute}>`,
    importOf: (name) => `<${name}>`,
  });
  return Object.entries(stack.template.Resources)
    .filter(([logicalId, { Type }]) => Type === 'AWS::Synthetics::Canary' && resolver.includes(logicalId))
    .map(([logicalId, { Properties }]) => {
      const where = ['Resources', logicalId, 'Properties'];
      return canaryOf(stack, logicalId, objectOf(resolve(resolver, stack, Properties, where)));
    });
}

function canaryOf(stack: AssemblyStack, logicalId: string, properties: Record<string, unknown>): CanarySource {
  const code = objectOf(properties.Code);
  const handler = String(code.Handler ?? 'index.handler');
  const run = objectOf(properties.RunConfig);
  const environment = Object.fromEntries(
    Object.entries(objectOf(run.EnvironmentVariables)).map(([name, value]) => [name, String(value)]),
  );
  const unknown = Object.entries(environment).filter(([, value]) => /<[\w.:-]+>/.test(value));
  const name = String(properties.Name ?? logicalId);
  return {
    name,
    ...(typeof code.Script === 'string'
      ? { code: stack.templateFile, inline: code.Script }
      : { code: assetOf(stack, logicalId, code) }),
    handler,
    title: stack.constructPathOf(logicalId) ?? `${stack.name}/${logicalId}`,
    ...(typeof properties.RuntimeVersion === 'string' && { runtimeVersion: properties.RuntimeVersion }),
    ...(run.TimeoutInSeconds !== undefined && { timeoutSeconds: Number(run.TimeoutInSeconds) }),
    ...(run.MemoryInMB !== undefined && { memoryMb: Number(run.MemoryInMB) }),
    environment,
    baselineDirectory: join(dirname(stack.templateFile), `${name}.baseline`),
    warnings: [
      ...unknown.map(
        ([variable, value]) =>
          `${variable} is ${value}, which is known once the stack is deployed: give it by --env ${variable}=…`,
      ),
      ...(JSON.stringify(properties.BrowserConfigs ?? '').includes('FIREFOX')
        ? ['AWS runs it in Firefox too: here it meets Chromium alone.']
        : []),
    ],
  };
}

function assetOf(stack: AssemblyStack, logicalId: string, code: Record<string, unknown>): string {
  const directory = assetDirectory(stack, code, logicalId);
  if (directory !== undefined) return directory;
  throw new InputError({
    id: 'canary/code-elsewhere',
    severity: 'error',
    message: `The code of canary ${logicalId} is not in the assembly.`,
    file: stack.templateFile,
    path: `Resources.${logicalId}.Properties.Code`,
    ...stack.positionOf(['Resources', logicalId, 'Properties', 'Code']),
    fix: 'Synthesize with the asset, or name its script.',
  });
}

function parameters(stack: AssemblyStack): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(stack.template.Parameters ?? {})
    .filter(([name, { Default }]) => Default === undefined && stack.parameters[name] === undefined)
    .map(([name]) => [name, `<${name}>`]);
  return parameterValues(stack.template, { ...Object.fromEntries(defaults), ...stack.parameters }).values;
}

function resolve(resolver: Resolver, stack: AssemblyStack, value: unknown, path: readonly string[]): unknown {
  try {
    return resolver.resolve(value, path);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new InputError({
      id: 'canary/template',
      severity: 'error',
      message: error.message,
      file: stack.templateFile,
      path: error.path.join('.'),
      ...stack.positionOf(error.path),
      fix: 'Mend the template.',
    });
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
