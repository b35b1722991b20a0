import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { apps } from './apps';

interface Report {
  readonly pluginReports?: readonly {
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

/** What cdk-nag's AWS Solutions pack finds in an app, beyond what was acknowledged with a reason. */
function findings(app: App): string[] {
  process.env.CDK_VALIDATION = 'true';
  try {
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    try {
      app.synth();
    } catch {
      // Synth fails on what was found; the report has it all.
    }
    const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as Report;
    return (report.pluginReports ?? []).flatMap(({ violations = [] }) =>
      violations
        .filter(({ ruleName }) => ruleName.startsWith('AwsSolutions'))
        .flatMap(({ ruleName, violatingConstructs }) =>
          violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
        ),
    );
  } finally {
    process.env.CDK_VALIDATION = 'false';
  }
}

test.each(Object.entries(apps))(
  'AWS Solutions finds nothing without a reason in %s',
  (_, make) => {
    // What a service has beside its guard is its own affair; the storefront is ours.
    expect(findings(make()).filter((finding) => !/ Shop\/(?!Guard)/.test(finding))).toEqual([]);
  },
  60_000,
);
