import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { AwsError, type AwsServices } from '../../../endpoint';
import type { Instant } from '../../../engine/clock';
import type { Canaries } from '../synthetics/canaries';
import type { Canary, CanaryRun } from '../synthetics/canary';

/** Where a run's artifacts lie: below the canary's own place, by the time at which it began. */
export function artifactLocation({ configuration }: Canary, startedAt: Instant): string {
  const base = configuration.artifactLocation.replace(/^s3:\/\//i, '').replace(/\/$/, '');
  const [date = '', time = ''] = new Date(startedAt).toISOString().replace('Z', '').split('T');
  const [hour, minute, second = ''] = time.split(':');
  return `${base}/${date.replaceAll('-', '/')}/${hour}/${minute}-${second.replace('.', '-')}`;
}

interface Artifact {
  readonly key: string;
  readonly path: string;
  readonly at: Instant;
}

/** The artifacts of canary runs, as S3 has them: the files that the runs wrote. */
export function artifactOperations(canaries: Canaries): NonNullable<AwsServices['s3']> {
  const inBucket = (bucket: string): Artifact[] =>
    [...canaries.all()].flatMap((canary) => canary.runs.flatMap((run) => artifactsOf(canary, run, bucket)));
  const found = (bucket: string, key: string): Artifact => {
    const artifact = inBucket(bucket).find((one) => one.key === key);
    if (artifact === undefined) throw new AwsError('NoSuchKey', `The specified key does not exist: ${key}`, 404);
    return artifact;
  };
  return {
    ListObjectsV2: ({ Bucket, Prefix = '', MaxKeys = 1_000 }) => ({
      Contents: inBucket(Bucket)
        .filter(({ key }) => key.startsWith(Prefix))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .slice(0, MaxKeys)
        .map(({ key, path, at }) => ({ Key: key, Size: statSync(path).size, LastModified: new Date(at) })),
    }),
    GetObject: ({ Bucket, Key }) => {
      const { path, at } = found(Bucket, Key);
      return { Body: readFileSync(path), LastModified: new Date(at) };
    },
    HeadObject: ({ Bucket, Key }) => {
      const { path, at } = found(Bucket, Key);
      return { ContentLength: statSync(path).size, LastModified: new Date(at) };
    },
  };
}

function artifactsOf(canary: Canary, { startedAt, result }: CanaryRun, bucket: string): Artifact[] {
  const directory = result?.artifacts?.directory;
  const location = artifactLocation(canary, startedAt);
  if (directory === undefined || !location.startsWith(`${bucket}/`)) return [];
  const prefix = location.slice(bucket.length + 1);
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      key: `${prefix}/${relative(directory, path)}`,
      path,
      at: startedAt + (result?.durationMs ?? 0),
    }));
}
