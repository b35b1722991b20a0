import { parseTemplate } from '../../../lib/engine/cloudformation';

test.each<[string, unknown, string, string]>([
  ['nothing', {}, 'At least one Resources member must be defined', 'Resources'],
  ['empty Resources', { Resources: {} }, 'At least one Resources member must be defined', 'Resources'],
  ['a list', [], 'the template is a list, not an object with Resources', ''],
  ['text', 'hello', 'the template is a string ("hello")', ''],
  [
    'Resources as a list',
    { Resources: [] },
    '[/Resources] is a list; it must be an object of resources by logical id',
    'Resources',
  ],
  [
    'a resource that is text',
    { Resources: { A: 'x' } },
    '[/Resources/A] is a string ("x"); it must be an object with a Type',
    'Resources.A',
  ],
  [
    'a resource without Type',
    { Resources: { A: { Properties: {} } } },
    '[/Resources/A] Every Resources object must contain a Type member.',
    'Resources.A',
  ],
  [
    'a Type that is a number',
    { Resources: { A: { Type: 3 } } },
    '[/Resources/A/Type] is a number (3); it must be a string',
    'Resources.A.Type',
  ],
  [
    'Properties as a list',
    { Resources: { A: { Type: 'T', Properties: [] } } },
    '[/Resources/A/Properties] is a list; it must be an object',
    'Resources.A.Properties',
  ],
  [
    'a DependsOn that is an object',
    { Resources: { A: { Type: 'T', DependsOn: {} } } },
    '[/Resources/A/DependsOn] is an object',
    'Resources.A.DependsOn',
  ],
  [
    'a parameter without Type',
    { Parameters: { P: {} }, Resources: { A: { Type: 'T' } } },
    '[/Parameters/P/Type]',
    'Parameters.P.Type',
  ],
])('%s is refused with its place', (_, value, message, path) => {
  expect(() => parseTemplate(value)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(message),
      path: path === '' ? [] : path.split('.'),
      fix: expect.any(String),
    }),
  );
});
