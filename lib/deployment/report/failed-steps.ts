import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { objectLink } from './console-links';
import type { FailedStep } from './evidence';

// The bucket's own address need not resolve: objects are found by their path on every endpoint.
const s3 = new S3Client({ forcePathStyle: true });

const Screenshots = z.optional(z.nullable(z.array(z.object({ fileName: z.string() }))));

/** The report of a run, as far as it matters. */
const SyntheticsReport = z.object({
  executionError: z.optional(z.nullable(z.string())),
  customerScript: z.object({
    failureReason: z.optional(z.nullable(z.string())),
    steps: z._default(
      z.array(
        z.object({
          stepName: z.string(),
          status: z.string(),
          failureReason: z.optional(z.nullable(z.string())),
          screenshots: Screenshots,
        }),
      ),
      [],
    ),
    nonStepScreenshots: Screenshots,
  }),
});

/**
 * The failed steps of a run, by the report among its artifacts. A script that failed outside of any step has one of its own name.
 * @param location `bucket/prefix`; newer runtimes have a folder for each browser below it
 */
export async function failedSteps(location: string): Promise<FailedStep[]> {
  const slash = location.indexOf('/');
  const Bucket = slash < 0 ? location : location.slice(0, slash);
  const Prefix = slash < 0 ? '' : `${location.slice(slash + 1).replace(/\/$/, '')}/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const key = Contents.map((object) => object.Key ?? '').find((one) =>
    /(^|\/)SyntheticsReport-[A-Z]+\.json$/.test(one),
  );
  if (key === undefined) throw new Error(`the run left no report in ${location}`);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
  const { customerScript: script, executionError } = SyntheticsReport.parse(
    JSON.parse((await Body?.transformToString()) ?? ''),
  );
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const shown = (screenshots: z.infer<typeof Screenshots>) => {
    // What the browser showed at the end of the step, where there is one.
    const file = screenshots?.findLast(({ fileName }) => /fail/i.test(fileName)) ?? screenshots?.at(-1);
    return file === undefined ? {} : { screenshot: objectLink(Bucket, `${folder}${file.fileName}`) };
  };
  const failed = script.steps
    .filter(({ status }) => status === 'FAILED')
    .map(({ stepName, failureReason, screenshots }) => ({
      name: stepName,
      reason: (failureReason ?? 'no reason given').slice(0, 1_000),
      ...shown(screenshots),
    }));
  if (failed.length > 0) return failed;
  const reason = script.failureReason ?? executionError;
  return reason ? [{ name: 'the script itself', reason, ...shown(script.nonStepScreenshots) }] : [];
}
