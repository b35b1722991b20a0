import { AwsError } from '../../../endpoint';

/**
 * Whether a line of text matches a filter pattern of CloudWatch Logs: `ERROR`, `?ERROR ?"timed out"`, `ERROR -ignored`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws AwsError where the pattern is one of JSON or of columns, which are not read here
 */
export function matchesFilter(pattern: string, line: string): boolean {
  const text = pattern.trim();
  if (text === '') return true;
  if (/^[{[%]/.test(text)) {
    throw new AwsError(
      'InvalidParameterException',
      `A rehearsal reads filter patterns of words, not the pattern ${text}.`,
    );
  }
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', quoted, word = '']) => ({
    sign,
    isIn: line.includes(quoted ?? word),
  }));
  const required = terms.filter(({ sign }) => sign === '');
  const optional = terms.filter(({ sign }) => sign === '?');
  if (terms.some(({ sign, isIn }) => sign === '-' && isIn)) return false;
  // Words with a question mark count only where all of them have one.
  return required.length > 0
    ? required.every(({ isIn }) => isIn)
    : optional.length === 0 || optional.some(({ isIn }) => isIn);
}
