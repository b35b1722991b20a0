import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../diagnostic';
import type { AssemblyStack } from './assembly';
import { readAssetManifest } from './assets';
import { readFile } from './file';
import { readTemplate } from './template-file';

const artifact = z.looseObject({
  type: z.string(),
  environment: z.string().optional(),
  properties: z
    .looseObject({
      templateFile: z.string().optional(),
      stackName: z.string().optional(),
      parameters: z.record(z.string(), z.string()).optional(),
      file: z.string().optional(),
      directoryName: z.string().optional(),
    })
    .optional(),
  dependencies: z.array(z.string()).optional(),
  displayName: z.string().optional(),
  metadata: z.record(z.string(), z.array(z.looseObject({ type: z.string(), data: z.unknown() }))).optional(),
  additionalMetadataFile: z.string().optional(),
});

const manifest = z.looseObject({ version: z.string(), artifacts: z.record(z.string(), artifact).optional() });

type Artifact = z.infer<typeof artifact>;

/** The stacks of a cloud assembly's directory and of the stages nested in it, each after those it depends on. */
export function readManifest(directory: string): readonly AssemblyStack[] {
  const file = join(directory, 'manifest.json');
  if (!existsSync(file)) {
    throw new InputError({
      id: 'assembly/no-manifest',
      severity: 'error',
      message: `${directory} is not a cloud assembly: it has no manifest.json.`,
      file: directory,
      fix: 'Name the directory that `cdk synth` writes (cdk.out), or one template file.',
    });
  }
  const document = readFile(file);
  const parsed = manifest.safeParse(document.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? []).map(String);
    throw new InputError({
      id: 'assembly/manifest',
      severity: 'error',
      message: `${file} is not a cloud assembly's manifest: ${path.join('.') || 'it'}: ${issue?.message}.`,
      file,
      ...document.placeOf(path, { key: true }),
      fix: 'Run `cdk synth` again.',
    });
  }
  const artifacts = parsed.data.artifacts ?? {};
  const stacks = inOrder(artifacts).flatMap((id) => stacksOf(id, artifacts, directory));
  if (stacks.length === 0) {
    throw new InputError({
      id: 'assembly/empty',
      severity: 'error',
      message: `${file} holds no stack.`,
      file,
      fix: 'Synthesize an app that has a stack.',
    });
  }
  return stacks;
}

function stacksOf(
  id: string,
  artifacts: Readonly<Record<string, Artifact>>,
  directory: string,
): readonly AssemblyStack[] {
  const found = artifacts[id];
  if (found === undefined) return [];
  const { type, properties, environment, displayName } = found;
  if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) {
    return readManifest(join(directory, properties.directoryName));
  }
  if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) return [];
  const assetFiles = (found.dependencies ?? []).flatMap((dependency) => {
    const other = artifacts[dependency];
    return other?.type === 'cdk:asset-manifest' && other.properties?.file !== undefined ? [other.properties.file] : [];
  });
  const stack = readTemplate({
    file: join(directory, properties.templateFile),
    name: properties.stackName ?? id,
    displayName: displayName ?? id,
    directory,
    parameters: properties.parameters ?? {},
    assets: assetFiles.flatMap((file) => readAssetManifest(join(directory, file))),
    constructPaths: constructPaths(found, directory),
  });
  return [{ ...stack, ...environmentOf(environment) }];
}

function environmentOf(environment: string | undefined): { account?: string; region?: string } {
  const [, account, region] = /^aws:\/\/([^/]*)\/(.*)$/.exec(environment ?? '') ?? [];
  return {
    ...(account !== undefined && /^\d+$/.test(account) && { account }),
    ...(region !== undefined && !region.startsWith('unknown') && { region }),
  };
}

/** Construct paths by logical id, from the manifest: with path metadata switched off the template lacks them. */
function constructPaths(found: Artifact, directory: string): ReadonlyMap<string, string> {
  const extra = found.additionalMetadataFile;
  const more =
    extra !== undefined && existsSync(join(directory, extra))
      ? artifact.shape.metadata.safeParse(readFile(join(directory, extra)).value)
      : undefined;
  const entries = Object.entries({ ...found.metadata, ...(more?.success ? more.data : {}) });
  return new Map(
    entries.flatMap(([path, records]) =>
      records
        .filter(({ type, data }) => type === 'aws:cdk:logicalId' && typeof data === 'string')
        .map(({ data }) => [String(data), path.replace(/^\//, '')] as const),
    ),
  );
}

function inOrder(artifacts: Readonly<Record<string, Artifact>>): readonly string[] {
  const order = new Set<string>();
  const visit = (id: string, trail: readonly string[]) => {
    if (order.has(id) || trail.includes(id)) return;
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency, [...trail, id]);
    order.add(id);
  };
  for (const id of Object.keys(artifacts)) visit(id, []);
  return [...order];
}
