/**
 * The function (with its qualifier) that an integration's URI leads to: a function's ARN, or
 * `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`. Undefined: another integration.
 */
export function functionOf(uri: string, stageVariables: Readonly<Record<string, string>> = {}): string | undefined {
  const filled = uri.replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => stageVariables[name] ?? '');
  const inside = /functions\/(arn:[^/]+)\/invocations/.exec(filled)?.[1];
  const found = inside ?? filled;
  return /^arn:[^:]+:lambda:/.test(found) ? found : undefined;
}
