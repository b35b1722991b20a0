import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PipelineStack } from '../../lib/stacks';

interface Report {
  readonly pluginReports?: readonly {
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

test('AWS Solutions finds nothing without a reason', () => {
  const app = new App();
  new PipelineStack(app, 'StorefrontPipeline');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  process.env.CDK_VALIDATION = 'true';
  try {
    const { directory } = app.synth();
    const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as Report;
    const found = (report.pluginReports ?? []).flatMap(({ violations = [] }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
      ),
    );
    expect(found.filter((one) => one.startsWith('AwsSolutions'))).toEqual([]);
  } finally {
    process.env.CDK_VALIDATION = 'false';
  }
}, 60_000);
