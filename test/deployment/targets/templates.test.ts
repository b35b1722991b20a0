import { spawnSync } from 'node:child_process';
import { blueGreenShop, shopOnServers } from '../../rehearsal/balanced-shops';

// cfn-lint is a Python program that not every machine has.
if (spawnSync('cfn-lint', ['--version']).status === 0) {
  test.each([
    ['servers', shopOnServers, []],
    // The functions of cdk-ecs-codedeploy 0.0.267 are of a Node.js that Lambda creates no more.
    ['ECS blue/green by CodeDeploy', blueGreenShop, ['--ignore-checks', 'E2533', '--']],
  ] as const)(
    'cfn-lint finds no error in a guard of %s',
    (_, synthesize, options) => {
      for (const { templateFile } of synthesize().stacks) {
        const { status, stdout } = spawnSync('cfn-lint', ['--non-zero-exit-code', 'error', ...options, templateFile]);
        expect({ status, findings: String(stdout) }).toMatchObject({ status: 0 });
      }
    },
    120_000,
  );
}

test('nothing is looked up in an account: templates name no account and no Region', () => {
  for (const { account, region, template } of [...shopOnServers().stacks, ...blueGreenShop().stacks]) {
    expect({ account, region }).toEqual({ account: undefined, region: undefined });
    expect(JSON.stringify(template)).toContain('"Fn::GetAZs"');
  }
}, 60_000);
