import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { TemplateAlarm } from '../alarm-tests';
import type { Assembly, AssemblyStack } from '../assembly';
import { InputError } from '../diagnostic';
import { type Outcome, runCommand, type Terminal } from './shell';

interface ExplainOptions {
  readonly assembly?: string;
  readonly template?: string;
  readonly json?: boolean;
}

/** `aviary explain ALARM`: an alarm in plain words. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .description('Explains an alarm: its rule in plain words, what turns it to ALARM, what it does without data.')
    .argument('<alarm>', "the alarm's logical id, name or construct path")
    .option('--assembly <dir>', 'a cloud assembly, such as cdk.out')
    .option('--template <file>', 'one CloudFormation template')
    .option('--json', 'print one JSON object')
    .action(async (alarm: string, options: ExplainOptions) => {
      await runCommand('explain', options, (terminal) => explainAlarm(alarm, options, terminal));
    });
}

async function explainAlarm(named: string, options: ExplainOptions, terminal: Terminal): Promise<Outcome> {
  const { withAssembly } = require('./assembly-option') as typeof import('./assembly-option');
  return withAssembly(options, terminal, async (assembly) => {
    const { explain } = require('./explain/explanation') as typeof import('./explain/explanation');
    const { explanationText } = require('./explain/text') as typeof import('./explain/text');
    const { alarm, stack, alarms } = find(named, assembly, options.assembly ?? options.template);
    const explanation = explain(alarm, alarms);
    terminal.print(explanationText(explanation));
    return { ok: true, report: { stack: stack.displayName, alarm: explanation } };
  });
}

interface Found {
  readonly alarm: TemplateAlarm;
  readonly stack: AssemblyStack;
  readonly alarms: readonly TemplateAlarm[];
}

function find(named: string, assembly: Assembly, file: string | undefined): Found {
  const all = withNested(assembly.stacks).flatMap((stack) => {
    const alarms = alarmsIn(stack);
    return alarms.map((alarm): Found => ({ alarm, stack, alarms }));
  });
  const matches = all.filter(
    ({ alarm, stack }) =>
      [alarm.logicalId, alarm.name, `${stack.name}/${alarm.logicalId}`].includes(named) ||
      constructPath(stack, alarm.logicalId) === named,
  );
  // The stages of a pipeline have copies of the stack that stands beside it.
  const beside = matches.filter(({ stack }) => dirname(stack.templateFile) === assembly.directory);
  const [found, ...others] = beside.length === 1 ? beside : matches;
  if (found !== undefined && others.length === 0) return found;
  const several = found !== undefined;
  const names = (several ? matches : all).map(({ alarm, stack }) =>
    several
      ? `${stack.name}/${alarm.logicalId}`
      : alarm.logicalId === alarm.name
        ? alarm.name
        : `${alarm.logicalId} (${alarm.name})`,
  );
  throw new InputError({
    id: several ? 'explain/several' : 'explain/unknown-alarm',
    severity: 'error',
    message: several ? `${matches.length} stacks have an alarm "${named}".` : `There is no alarm "${named}".`,
    ...(file !== undefined && { file }),
    fix: names.length === 0 ? 'The templates hold no alarm.' : `Name one of: ${names.join(', ')}.`,
  });
}

function alarmsIn(stack: AssemblyStack): readonly TemplateAlarm[] {
  const { templateAlarms } = require('../alarm-tests') as typeof import('../alarm-tests');
  return templateAlarms({
    template: stack.template,
    parameters: stack.parameters,
    region: stack.region ?? 'us-east-1',
    account: stack.account ?? '123456789012',
    stackName: stack.name,
    where: (path) => ({ file: stack.templateFile, ...stack.positionOf(path), path: path.join('.') }),
  }).alarms;
}

function withNested(stacks: readonly AssemblyStack[]): AssemblyStack[] {
  return stacks.flatMap((stack) => [stack, ...withNested([...stack.nested.values()])]);
}

/** CDK's path of an L2 alarm ends in its L1, `/Resource`. */
function constructPath(stack: AssemblyStack, logicalId: string): string | undefined {
  return stack.constructPathOf(logicalId)?.replace(/\/Resource$/, '');
}
