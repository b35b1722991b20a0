import { renderRunbook } from '../../lib/runbooks';
import { guards } from './guards';

test('names take the place of placeholders; what the reader has to find out stays', () => {
  expect(renderRunbook('get-alias --function-name <function> --version VERSION <b>', { function: 'shop' })).toBe(
    'get-alias --function-name shop --version VERSION <b>',
  );
});

test('a command is written once for each function of a guard, with the alias of that one', () => {
  const page =
    '```sh\nget-alias --function-name <function> --name <alias>\ndescribe-stacks <stack>\n```\nback to `<alias>`';
  expect(renderRunbook(page, { function: ['shop', 'cart'], alias: ['live', 'prod'], stack: 'Shop' })).toBe(
    '```sh\nget-alias --function-name shop --name live\nget-alias --function-name cart --name prod\ndescribe-stacks Shop\n```\n' +
      'back to `live, prod`',
  );
});

test('a block whose commands all name what the guard has none of is left out, with the sentence that leads to it', () => {
  const page =
    'Before.\n\nWhat they logged:\n\n```sh\n# the last hour\nlogs <log-group>\n```\n\nAfter:\n\n```sh\nstack <stack>\n```\n';
  expect(renderRunbook(page, { 'log-group': [], stack: 'Shop' })).toBe('Before.\n\nAfter:\n\n```sh\nstack Shop\n```\n');
});

test('what is for another target is left out: under a heading, in a list, among commands', () => {
  const page = [
    '# Title',
    'for all',
    '- **Lambda**: back in',
    '  seconds',
    '- **ECS, Servers**: later',
    '- **Note**: for all',
    '',
    '### Lambda',
    '',
    '- the alias',
    '',
    '### ECS, Servers',
    '',
    'the targets',
    '',
    '## Decide',
    '```sh',
    '# Lambda: its alias',
    'get-alias',
    '# Servers: their health',
    'describe-target-health',
    '# of both',
    'get-deployment',
    '```',
  ].join('\n');
  const { target, ...names } = guards.servers;
  expect(renderRunbook(page, { target, ...names })).toBe(
    [
      '# Title',
      'for all',
      '- Later',
      '- **Note**: for all',
      '',
      'the targets',
      '',
      '## Decide',
      '```sh',
      '# their health',
      'describe-target-health',
      '# of both',
      'get-deployment',
      '```',
    ].join('\n'),
  );
});

test('a page that names what this guard has not is refused: its reader would have a command that cannot be run', () => {
  expect(() => renderRunbook('# Checkout\n\n`get-alias <function> <alias>`', guards.servers)).toThrow(
    "The runbook 'Checkout' names <function>, <alias>, and a guard of servers has no such name.",
  );
});

test('a link to another page is its name: on a dashboard the link would lead nowhere', () => {
  expect(renderRunbook('see [rolled-back](rolled-back.md), [AWS](https://aws.amazon.com)', {})).toBe(
    'see **rolled-back**, [AWS](https://aws.amazon.com)',
  );
});
