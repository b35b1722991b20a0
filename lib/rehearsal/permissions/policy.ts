import { z } from 'zod';

const oneOrMore = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.coerce.string())])
  .transform((value) => (Array.isArray(value) ? value : [String(value)]));

const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Principal: z.union([z.string(), z.record(z.string(), oneOrMore)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).default({}),
});

const document = z.looseObject({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

/**
 * One statement of a policy, with one or more of each.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export type Statement = z.output<typeof statement>;

/** The statements of a policy document; `undefined`: it is not written as one, or holds what is not known here. */
export function statementsOf(policyDocument: unknown): readonly Statement[] | undefined {
  const parsed = document.safeParse(policyDocument);
  return parsed.success ? parsed.data.Statement : undefined;
}

/** Statements, and what could not be read: where those allow nothing, the latter may. */
export interface Policies {
  readonly statements: readonly Statement[];
  /** Names of policies whose text is not known here. */
  readonly unread: readonly string[];
}
