import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PipelineStack } from '../../lib/stacks';

jest.setTimeout(120_000);

/** The reference application's pipeline, with its stages in accounts of their own and production in another Region. */
function severalAccounts(): App {
  const app = new App();
  const gamma = { account: '444455556666', region: 'eu-west-1' };
  const production = { account: '777788889999', region: 'us-east-1' };
  new PipelineStack(app, 'StorefrontPipeline', {
    env: { account: '111122223333', region: 'eu-west-1' },
    environments: { Gamma: gamma, OneBox: production, Production: production },
  });
  return app;
}

interface Report {
  readonly pluginReports?: readonly {
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly severity?: string;
      readonly description: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

test("neither CDK's own validation nor AWS Solutions finds anything without a reason", () => {
  const app = severalAccounts();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  process.env.CDK_VALIDATION = 'true';
  try {
    app.synth();
  } catch {
    // Synth fails on what was found; the report has it all.
  } finally {
    process.env.CDK_VALIDATION = 'false';
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as Report;
  const found = (report.pluginReports ?? []).flatMap(({ violations = [] }) =>
    violations
      .filter(({ ruleName, severity }) => severity === 'error' || ruleName.startsWith('AwsSolutions'))
      .flatMap(({ ruleName, description, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}: ${description}`),
      ),
  );
  expect(found).toEqual([]);
});

test('nothing is kept when its stacks are destroyed, but versions, which go with their function', () => {
  const kept = severalAccounts()
    .synth()
    .stacksRecursively.flatMap(({ template }) =>
      Object.entries<{ readonly Type: string; readonly DeletionPolicy?: string }>(template.Resources),
    )
    .filter(([, { DeletionPolicy, Type }]) => DeletionPolicy?.startsWith('Retain') && Type !== 'AWS::Lambda::Version');
  expect(kept.map(([id]) => id)).toEqual([]);
});

// cfn-lint is a Python program that not every machine has.
if (spawnSync('cfn-lint', ['--version']).status === 0) {
  test('cfn-lint finds no error', () => {
    const templates = severalAccounts()
      .synth()
      .stacksRecursively.map(({ templateFullPath }) => templateFullPath);
    const { status, stdout } = spawnSync('cfn-lint', ['--non-zero-exit-code', 'error', '--', ...templates]);
    expect({ status, findings: String(stdout) }).toMatchObject({ status: 0 });
  });
}
