import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Code, type CodeConfig } from 'aws-cdk-lib/aws-synthetics';
import type { Construct } from 'constructs';
import { bundledAsset, importable } from './bundle';

/** Modules that the Synthetics runtime brings, under their present and their legacy names. */
const RUNTIME_MODULES = [
  '@aws/synthetics-*',
  'Synthetics',
  'SyntheticsLogger',
  'SyntheticsLogHelper',
  'SyntheticsLink',
  'BrokenLinkCheckerReport',
  'puppeteer-core',
  'aws-xray-sdk-core',
  '@aws-sdk/*',
];

/** Headers that a signed request carries and no report may: Synthetics writes `REDACTED` in their place. */
const RESTRICTED_HEADERS = ['authorization', 'x-amz-security-token'];

/**
 * A canary's code: one TypeScript or JavaScript script that exports `handler`, bundled into the layout that
 * runtimes from syn-nodejs-puppeteer-11.0 take: `index.js` and `synthetics.json` at the root.
 * Around the script's handler it puts the deadline and, where the canary's environment asks for it, the signing.
 */
export class ScriptCode extends Code {
  /**
   * @param script path of the script, from where the CDK app runs
   * @throws where there is no such file
   */
  static fromScript(script: string): ScriptCode {
    const file = resolve(script);
    if (!existsSync(file)) {
      throw new Error(`There is no canary script ${script} (looked for ${file}). \`aviary canary new\` writes one.`);
    }
    return new ScriptCode(file);
  }

  /** What the canary's `handler` must be. */
  static readonly HANDLER = 'index.handler';

  private constructor(private readonly file: string) {
    super();
  }

  override bind(scope: Construct): CodeConfig {
    const asset = new Asset(scope, 'Code', {
      // CDK wants a directory to stage; what is deployed is the bundle alone.
      path: dirname(this.file),
      ...bundledAsset({
        source: [
          `import * as script from ${importable(this.file)};`,
          `import { guarded } from ${importable(join(__dirname, 'entry', 'guarded.handler'))};`,
          `import { withDeadline } from ${importable(join(__dirname, '..', 'canary-runtime', 'deadline'))};`,
          'export const handler = guarded(script, withDeadline);',
        ].join('\n'),
        directory: dirname(this.file),
        target: 'node22',
        external: RUNTIME_MODULES,
        files: { 'synthetics.json': `${JSON.stringify({ report: { restrictedHeaders: RESTRICTED_HEADERS } })}\n` },
      }),
    });
    return { s3Location: { bucketName: asset.s3BucketName, objectKey: asset.s3ObjectKey } };
  }
}
