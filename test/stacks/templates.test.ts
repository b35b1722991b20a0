import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { App as CdkApp, Duration } from 'aws-cdk-lib';
import { StorefrontStack } from '../../lib/stacks';
import { Service } from '../deployment/service';
import { shop } from '../deployment/shop-on-ecs';

const apps: readonly (readonly [string, () => App])[] = [
  [
    'the storefront',
    () => {
      const app = new CdkApp();
      new StorefrontStack(app, 'Storefront');
      return app;
    },
  ],
  [
    'a guard with a second API and canaries that always run',
    () => {
      const service = new Service();
      service
        .guard({ payload: '1.0', bake: Duration.minutes(5) })
        .runAgainst({ baseUrl: 'https://shop.example.com', every: Duration.minutes(5) });
      return service.app;
    },
  ],
  ['a guard of an ECS service', () => shop().app],
];

interface Report {
  readonly pluginReports?: readonly {
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly severity?: string;
      readonly description: string;
    }[];
  }[];
}

test.each(apps)(
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

// cfn-lint is a Python program that not every machine has.
if (spawnSync('cfn-lint', ['--version']).status === 0) {
  test.each(apps)(
    'cfn-lint finds no error in %s',
    (_, make) => {
      const assembly = make().synth();
      for (const stack of assembly.stacks) {
        const { status, stdout } = spawnSync('cfn-lint', ['--non-zero-exit-code', 'error', stack.templateFullPath]);
        expect({ status, findings: String(stdout) }).toMatchObject({ status: 0 });
      }
    },
    120_000,
  );
}
