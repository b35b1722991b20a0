import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Diagnostic, InputError } from '../diagnostic';
import type { Place } from '../document';
import { CircularDependencyError, parseTemplate, type Template, TemplateError } from '../engine/cloudformation';
import type { AssemblyStack } from './assembly';
import { type AssetFile, readAssetManifest } from './assets';
import { type FileDocument, readFile } from './file';
import { expandSam } from './sam';

export interface TemplateFile {
  readonly file: string;
  readonly name: string;
  readonly displayName?: string;
  /** The assembly's directory: paths of assets count from it. */
  readonly directory: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly assets: readonly AssetFile[];
  readonly constructPaths?: ReadonlyMap<string, string>;
}

/** Reads a template, expands SAM's transform, and reads the nested stacks whose templates lie in the assembly. */
export function readTemplate(source: TemplateFile): AssemblyStack {
  const document = readFile(source.file);
  const { template, originOf, assets: ownAssets } = parse(document);
  const { file, name, displayName, parameters, assets, constructPaths } = source;
  return {
    name,
    displayName: displayName ?? name,
    templateFile: file,
    template,
    parameters: parameters ?? {},
    assets: [...assets, ...ownAssets],
    nested: nestedStacks(template, source),
    positionOf: (path) => document.placeOf(inSource(path, originOf), { key: true }),
    constructPathOf: (logicalId) => {
      const recorded = template.Resources[logicalId]?.Metadata?.['aws:cdk:path'];
      return typeof recorded === 'string' ? recorded : constructPaths?.get(logicalId);
    },
  };
}

interface ParsedTemplate {
  readonly template: Template;
  readonly assets: readonly AssetFile[];
  readonly originOf: (logicalId: string) => string;
}

function parse(document: FileDocument): ParsedTemplate {
  try {
    const { value, assets, originOf } = expandSam(document.value, dirname(document.file));
    return { template: parseTemplate(value), assets, originOf };
  } catch (error) {
    if (error instanceof TemplateError)
      throw new InputError(
        templateDiagnostic({ file: document.file, positionOf: (path) => document.placeOf(path, { key: true }) }, error),
      );
    throw error;
  }
}

/** What CloudFormation refuses in a template, with the place in its file. */
export function templateDiagnostic(
  { file, positionOf }: { readonly file: string; positionOf(path: readonly string[]): Place | undefined },
  error: TemplateError,
): Diagnostic {
  return {
    id: error instanceof CircularDependencyError ? 'template/circular-dependency' : 'template/malformed',
    severity: 'error',
    message: `${file}: ${error.message}`,
    file,
    ...positionOf(error.path),
    ...(error.path.length > 0 && { path: error.path.join('.') }),
    fix: error.fix,
  };
}

/** A resource that the SAM transform made stands where the one that it was made of stands. */
function inSource(path: readonly string[], originOf: (logicalId: string) => string): readonly string[] {
  const [section, logicalId, ...rest] = path;
  return section === 'Resources' && logicalId !== undefined ? [section, originOf(logicalId), ...rest] : path;
}

function nestedStacks(template: Template, source: TemplateFile): ReadonlyMap<string, AssemblyStack> {
  const nested = Object.entries(template.Resources).flatMap(([logicalId, { Type, Metadata, Properties }]) => {
    if (Type !== 'AWS::CloudFormation::Stack') return [];
    const file = nestedFile(Metadata?.['aws:asset:path'], Properties?.TemplateURL, source);
    if (file === undefined) return [];
    const name = `${source.name}-${logicalId}`;
    return [
      [
        logicalId,
        readTemplate({
          ...source,
          file,
          name,
          displayName: `${source.displayName ?? source.name}/${logicalId}`,
          assets: assetsOf(file, source),
        }),
      ] as const,
    ];
  });
  return new Map(nested);
}

/** CDK's command line records the path; else the address names the asset, or is a path of its own. */
function nestedFile(recorded: unknown, address: unknown, { file, assets }: TemplateFile): string | undefined {
  const asset = assets.find(({ objectKey }) => JSON.stringify(address ?? '').includes(objectKey));
  const paths = [recorded, address].filter((path) => typeof path === 'string').map((path) => join(dirname(file), path));
  return [...paths, ...(asset ? [asset.path] : [])].find((path) => existsSync(path));
}

/** CDK lists a nested stack's assets with those of its parent. */
function assetsOf(file: string, source: TemplateFile): readonly AssetFile[] {
  const own = join(source.directory, basename(file).replace(/\.template\.json$/, '.assets.json'));
  return existsSync(own) ? [...source.assets, ...readAssetManifest(own)] : source.assets;
}
