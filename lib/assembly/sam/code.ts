import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { AssetFile } from '../assets';
import { asObject, type JsonObject, renamed } from './json';

/** The bucket that `sam package` would fill; nothing is sent there. */
const bucket = 'aws-sam-cli-managed-default';

/**
 * The code of SAM functions. What lies beside the template gets the key that `sam package` would give it, a hash of its
 * content, so that a function is published anew when its files change and not otherwise.
 */
export class CodePackages {
  readonly #assets = new Map<string, AssetFile>();

  constructor(private readonly directory: string) {}

  get assets(): readonly AssetFile[] {
    return [...this.#assets.values()];
  }

  /** `Code` of AWS::Lambda::Function for CodeUri, InlineCode or ImageUri. */
  codeOf(properties: JsonObject): JsonObject {
    if (properties.InlineCode !== undefined) return { ZipFile: properties.InlineCode };
    if (properties.ImageUri !== undefined) return { ImageUri: properties.ImageUri };
    return this.located(properties.CodeUri ?? '.');
  }

  /** A location as SAM writes it: an s3:// address, an object of Bucket, Key and Version, or a local path. */
  located(uri: unknown): JsonObject {
    const object = asObject(uri);
    if (object !== undefined) {
      return 'Bucket' in object || 'Key' in object
        ? renamed(object, { Bucket: 'S3Bucket', Key: 'S3Key', Version: 'S3ObjectVersion' })
        : object;
    }
    const [, s3Bucket, s3Key] = /^s3:\/\/([^/]+)\/([^?]+)/.exec(String(uri)) ?? [];
    if (s3Bucket !== undefined) return { S3Bucket: s3Bucket, S3Key: s3Key };
    const whole = isAbsolute(String(uri)) ? String(uri) : join(this.directory, String(uri));
    // As an asset that was not built: who runs functions says that this one's code is not here.
    if (!existsSync(whole)) return { S3Bucket: bucket, S3Key: String(uri) };
    const hash = contentHash(whole);
    const packaging = statSync(whole).isDirectory() ? 'zip' : 'file';
    this.#assets.set(hash, { hash, objectKey: hash, path: whole, packaging });
    return { S3Bucket: bucket, S3Key: hash };
  }
}

function contentHash(root: string): string {
  const hash = createHash('md5');
  for (const file of filesIn(root)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
