/** A stage, with the variables that integrations may name. */
export interface StageVariables {
  readonly name: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The function that an integration leads to; `stage` where it leads there in this stage alone. */
export interface IntegrationTarget {
  readonly target: string;
  readonly stage?: string;
}

const variable = /\$\{stageVariables\.(\w+)\}/g;

/**
 * The functions that an integration's URI leads to: one for all stages, or one for each stage whose variables it names.
 * None: another integration.
 */
export function targetsOf(uri: string, stages: Iterable<StageVariables>): readonly IntegrationTarget[] {
  if (!/\$\{stageVariables\./.test(uri)) {
    const target = functionOf(uri);
    return target === undefined ? [] : [{ target }];
  }
  return [...stages].flatMap(({ name, variables = {} }) => {
    const target = functionOf(uri.replaceAll(variable, (_, key: string) => variables[key] ?? ''));
    return target === undefined ? [] : [{ target, stage: name }];
  });
}

/**
 * The function (with its qualifier) that an integration's URI leads to: a function's ARN, or
 * `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`. Undefined: another integration.
 */
export function functionOf(uri: string): string | undefined {
  const inside = /functions\/(arn:[^/]+)\/invocations/.exec(uri)?.[1];
  const found = inside ?? uri;
  return /^arn:[^:]+:lambda:/.test(found) ? found : undefined;
}
