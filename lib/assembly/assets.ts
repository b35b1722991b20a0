import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../diagnostic';
import type { AssemblyStack } from './assembly';
import { readFile } from './file';

/** A file or directory of the assembly that goes to S3. */
export interface AssetFile {
  readonly hash: string;
  /** The key in the assets' bucket, as `Code.S3Key` names it. */
  readonly objectKey: string;
  /** Absolute: a directory, or a file. */
  readonly path: string;
  /** `zip`: a directory that is packed before it goes up. */
  readonly packaging: 'zip' | 'file';
}

const assetManifest = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .optional(),
});

/** The files of an asset manifest (`….assets.json`). @throws InputError */
export function readAssetManifest(file: string): readonly AssetFile[] {
  const parsed = assetManifest.safeParse(readFile(file).value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError({
      id: 'assembly/asset-manifest',
      severity: 'error',
      message: `${file} is not an asset manifest: ${issue?.path.join('.')}: ${issue?.message}.`,
      file,
      fix: 'Run `cdk synth` again.',
    });
  }
  return Object.entries(parsed.data.files ?? {}).flatMap(([hash, { source, destinations }]) => {
    const { path, packaging } = source;
    if (path === undefined) return [];
    return Object.values(destinations).map(({ objectKey }) => ({
      hash,
      objectKey,
      path: isAbsolute(path) ? path : join(dirname(file), path),
      packaging: packaging === 'zip' ? 'zip' : 'file',
    }));
  });
}

/**
 * The local directory or zip that holds the code of a function or a canary, by its resolved `Code` property; `undefined`
 * where the assembly does not have it (inline code, a container image, code that lies in S3).
 *
 * Taken in this order: the asset whose key is `S3Key`; a path in the template, as `Code: ./dir` has it before packaging
 * and SAM's CodeUri; the `aws:asset:path` that CDK writes into the resource's metadata.
 */
export function assetDirectory(stack: AssemblyStack, code: unknown, logicalId?: string): string | undefined {
  const base = dirname(stack.templateFile);
  if (typeof code === 'string') return existing(base, code);
  const { S3Key } = (typeof code === 'object' && code !== null ? code : {}) as { readonly S3Key?: unknown };
  if (typeof S3Key === 'string') {
    const asset =
      stack.assets.find((a) => a.objectKey === S3Key) ??
      stack.assets.find((a) => basename(a.objectKey) === basename(S3Key));
    if (asset !== undefined && existsSync(asset.path)) return asset.path;
  }
  const recorded =
    logicalId === undefined ? undefined : stack.template.Resources[logicalId]?.Metadata?.['aws:asset:path'];
  return typeof recorded === 'string' ? existing(base, recorded) : undefined;
}

function existing(base: string, path: string): string | undefined {
  const whole = isAbsolute(path) ? path : join(base, path);
  return existsSync(whole) ? whole : undefined;
}
