import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { InputError } from '../diagnostic';
import type { Place } from '../document';
import type { Template } from '../engine/cloudformation';
import type { AssetFile } from './assets';
import { readManifest } from './manifest';
import { readTemplate } from './template-file';

/** What `cdk synth` leaves, or one template: the stacks of a service and the files they need. */
export interface Assembly {
  /** Absolute. */
  readonly directory: string;
  /** Every stack comes after those it depends on. Stacks of nested stages are among them; nested stacks are not. */
  readonly stacks: readonly AssemblyStack[];
}

export interface AssemblyStack {
  readonly name: string;
  /** Where it stands in the app, such as `Prod/Storefront`; the name where that is not known. */
  readonly displayName: string;
  /** Absolute. */
  readonly templateFile: string;
  /** Checked for shape; SAM's transform is expanded. */
  readonly template: Template;
  /** Values that the assembly gives to parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Absent where the stack is not bound to one. */
  readonly region?: string;
  readonly account?: string;
  readonly assets: readonly AssetFile[];
  /** Nested stacks by the logical id of their AWS::CloudFormation::Stack. */
  readonly nested: ReadonlyMap<string, AssemblyStack>;
  /** Where in the template file a value stands, or its nearest ancestor that is in the file. */
  positionOf(path: readonly string[]): Place | undefined;
  /** Such as `Prod/Storefront/Function/Resource`. */
  constructPathOf(logicalId: string): string | undefined;
}

/**
 * Reads a cloud assembly (a directory with `manifest.json`) or one CloudFormation template (JSON or YAML).
 * @throws InputError in one sentence with file and, where there is one, line and column.
 */
export function loadAssembly(pathToDirectoryOrTemplate: string): Assembly {
  const path = resolve(pathToDirectoryOrTemplate);
  if (!existsSync(path)) {
    throw new InputError({
      id: 'assembly/missing',
      severity: 'error',
      message: `There is no cloud assembly or template at ${path}.`,
      file: path,
      fix: 'Run `cdk synth` first, or correct the path.',
    });
  }
  if (statSync(path).isDirectory()) return { directory: path, stacks: readManifest(path) };
  const directory = dirname(path);
  if (basename(path) === 'manifest.json') return { directory, stacks: readManifest(directory) };
  return { directory, stacks: [single(path)] };
}

/** A template of its own. Where a manifest lies beside it and has it, that one is taken. */
function single(file: string): AssemblyStack {
  const directory = dirname(file);
  if (existsSync(join(directory, 'manifest.json'))) {
    const known = readManifest(directory).find((stack) => stack.templateFile === file);
    if (known !== undefined) return known;
  }
  return readTemplate({ file, name: stackName(file), directory, assets: [] });
}

/**
 * The file's name without its endings; where that is `template`, as with SAM, the name of the directory that the service
 * lies in. Letters, digits and hyphens, as a stack's name must be.
 */
function stackName(file: string): string {
  const own = basename(file).replace(/(\.template)?\.(json|ya?ml|template)$/i, '');
  const directories = dirname(file)
    .split(sep)
    .filter((part) => part !== '.aws-sam' && part !== 'build');
  const name = own === 'template' ? (directories.at(-1) ?? own) : own;
  const clean = name.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^[^A-Za-z]+|-+$/g, '');
  return clean === '' ? 'Stack' : clean;
}

/**
 * The nested stack that a resource of type AWS::CloudFormation::Stack stands for, at any depth below `stack`: by the path
 * that CDK records, by the asset that TemplateURL names, else by its logical id.
 */
export function nestedStackOf(stack: AssemblyStack, resource: NestedResource): AssemblyStack | undefined {
  const all = below(stack);
  const path = resource.metadata?.['aws:asset:path'];
  const address = JSON.stringify(resource.properties?.TemplateURL ?? '');
  const named = all.find(
    ([, { templateFile, assets }]) =>
      (typeof path === 'string' && basename(templateFile) === basename(path)) ||
      assets.some((asset) => asset.path === templateFile && address.includes(asset.objectKey)),
  );
  return (named ?? all.find(([logicalId]) => logicalId === resource.logicalId))?.[1];
}

/** What is known of a nested stack's resource; a ResourceRequest of the engine is one. */
export interface NestedResource {
  readonly logicalId: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

function below(stack: AssemblyStack): readonly (readonly [string, AssemblyStack])[] {
  return [...stack.nested].flatMap(([logicalId, nested]) => [[logicalId, nested] as const, ...below(nested)]);
}
