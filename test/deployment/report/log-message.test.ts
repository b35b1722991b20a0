import { readable } from '../../../lib/deployment/report/log-message';

test.each([
  [
    "Lambda's own line",
    '2026-11-23T12:00:02Z\tid\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"no price","stack":["TypeError: no price","    at buy"]}',
    '2026-11-23T12:00:02Z id ERROR Invoke Error\nTypeError: no price\n    at buy',
  ],
  [
    'JSON logs',
    '{"timestamp":"2026-11-23T12:00:02Z","level":"ERROR","message":{"errorType":"TypeError","errorMessage":"no price","stackTrace":["    at buy"]}}',
    '2026-11-23T12:00:02Z ERROR\nTypeError: no price\n    at buy',
  ],
  ['a stack as text', '{"level":"ERROR","error":{"stack":"Error: x\\n    at y"}}', 'ERROR\nError: x\n    at y'],
  ['words', ' Task timed out after 3.00 seconds\n', 'Task timed out after 3.00 seconds'],
  ['something that only looks like JSON', 'ERROR {not json', 'ERROR {not json'],
])('%s', (_, line, expected) => {
  expect(readable(line)).toBe(expected);
});
