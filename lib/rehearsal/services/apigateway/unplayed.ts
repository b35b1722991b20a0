import type { Notes } from '../../world/notes';
import { asksWhoCalls, otherOperations } from './open-api';

/** Says what of an API's document a rehearsal does not play: a document that lies elsewhere, other integrations, authorizers. */
export function noteUnplayed(
  logicalId: string,
  { Body, BodyS3Location }: { readonly Body?: unknown; readonly BodyS3Location?: unknown },
  notes: Notes,
): void {
  const isElsewhere =
    BodyS3Location !== undefined || (typeof Body === 'object' && Body !== null && 'Fn::Transform' in Body);
  if (isElsewhere)
    notes.find(`${logicalId} has its routes in a document outside the template: they are not served here.`);
  const others = otherOperations(Body);
  if (others.length > 0)
    notes.find(
      `${logicalId} has operations that lead to no Lambda function and are not served here: ${others.join(', ')}.`,
    );
  if (asksWhoCalls(Body)) noteCallers(logicalId, notes);
}

/** Says that nobody is asked who they are. */
export function noteCallers(logicalId: string, notes: Notes): void {
  notes.find(
    `${logicalId} asks callers who they are (an authorizer, IAM or an API key), which a rehearsal does not: every request is ` +
      'let through, with no authorizer in its event.',
  );
}
