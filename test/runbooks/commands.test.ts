import { renderRunbook } from '../../lib/runbooks';
import { complaintsOf, python } from './aws-cli';
import { everyGuard } from './guards';
import { type Page, pages, pagesOf } from './linked-pages';

/** The commands of a page, as whoever has one of these guards copies them. One that reads a file has the one that writes it with it. */
function commandsOf({ name, text }: Page): readonly string[] {
  const shown = everyGuard.filter(({ target }) => pagesOf(target).includes(name));
  const rendered =
    shown.length > 0 ? shown.map((names) => renderRunbook(text, names)) : [text.replace(/<([a-z-]+)>/g, '$1')];
  const lines = rendered.flatMap((page) =>
    [...page.matchAll(/^aws .*$/gm)].map(([line]) => line.replace(/\bNUMBER\b/g, '10')),
  );
  return lines.map((line, index) => (line.includes('file://') ? `${lines[index - 1]}\n${line}` : line));
}

const WRONG = [
  ['an operation', 'aws deploy halt-deployment --deployment-id ID', 'Invalid choice'],
  ['an option', 'aws deploy stop-deployment --deployment-id ID --rollback', 'Unknown options: --rollback'],
  ['what is required', 'aws lambda get-alias --function-name shop', '--name'],
  [
    'a value',
    'aws ecs stop-service-deployment --service-deployment-arn ARN --stop-type BACK',
    "'BACK'; it is one of ABORT, ROLLBACK",
  ],
  ['a query', "aws ecs describe-services --services shop --query 'services[0].[status'", 'Bad value for --query'],
  ['a field', "aws ecs describe-services --services shop --query 'services[0].state'", '--query finds nothing'],
  ['a command inside', 'aws ecs describe-services --services $(aws ecs list-service --output text)', 'Invalid choice'],
  ['a quote', "aws ecs describe-services --services 'shop", 'unexpected EOF'],
] as const;

const withCommands = pages
  .map((page) => ({ ...page, commands: commandsOf(page) }))
  .filter(({ commands }) => commands.length > 0);

if (python === undefined) {
  test.skip('the AWS CLI takes every command (there is no AWS CLI of Python here to ask)', () => {});
} else {
  const complaints = new Map<string, string>();

  beforeAll(() => {
    const commands = new Set([
      ...withCommands.flatMap((page) => page.commands),
      ...WRONG.map(([, command]) => command),
    ]);
    for (const [command, complaint] of complaintsOf([...commands])) complaints.set(command, complaint);
  }, 300_000);

  test.each(withCommands)('the AWS CLI takes every command of $name', ({ commands }) => {
    expect(commands.map((command) => complaints.get(command)).filter((complaint) => complaint !== '')).toEqual([]);
  });

  test.each(WRONG)('a command with %s that is wrong is found', (_what, command, complaint) => {
    expect(complaints.get(command)).toContain(complaint);
  });
}
