import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apps } from './apps';

interface Report {
  readonly pluginReports?: readonly {
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly severity?: string;
      readonly description: string;
    }[];
  }[];
}

test.each(Object.entries(apps))(
  "CDK's own template validation finds no error in %s",
  (_, make) => {
    process.env.CDK_VALIDATION = 'true';
    try {
      const app = make();
      app.synth();
      const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as Report;
      const errors = (report.pluginReports ?? []).flatMap(({ violations = [] }) =>
        violations
          .filter(({ severity }) => severity === 'error')
          .map(({ ruleName, description }) => `${ruleName} ${description}`),
      );
      expect(errors).toEqual([]);
    } finally {
      process.env.CDK_VALIDATION = 'false';
    }
  },
  60_000,
);

const ignored: Readonly<Record<string, string[]>> = {
  // It takes Fn::Join in an action's configuration for an error, which is how CDK Pipelines writes roles without an account.
  'the pipeline': ['--ignore-checks', 'E3703'],
  // The functions of cdk-ecs-codedeploy 0.0.267 are of a Node.js that Lambda creates no more.
  'a guard of ECS blue/green by CodeDeploy': ['--ignore-checks', 'E2533'],
};

// cfn-lint is a Python program that not every machine has.
if (spawnSync('cfn-lint', ['--version']).status === 0) {
  test.each(Object.entries(apps))(
    'cfn-lint finds no error in %s',
    (name, make) => {
      const templates = make()
        .synth()
        .stacksRecursively.map((stack) => stack.templateFullPath);
      const options = ['--non-zero-exit-code', 'error', ...(ignored[name] ?? []), '--'];
      const { status, stdout } = spawnSync('cfn-lint', [...options, ...templates]);
      expect({ status, findings: String(stdout) }).toMatchObject({ status: 0 });
    },
    120_000,
  );
}

test('nothing is looked up in an account: templates name no account and no Region', () => {
  for (const make of Object.values(apps)) {
    const environments = make()
      .synth()
      .stacksRecursively.map(({ environment }) => environment.name);
    expect(new Set(environments)).toEqual(new Set(['aws://unknown-account/unknown-region']));
  }
}, 120_000);
