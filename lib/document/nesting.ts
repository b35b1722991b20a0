/**
 * Deeper nesting than any template or test has. What reads documents and what walks their values is recursive, so the
 * depth of a document is limited by code that is not.
 */
export const deepest = 100;

/** What is said of a document that is nested deeper. */
export const tooDeep = {
  kind: 'limit',
  message: `The document is nested more than ${deepest} levels deep.`,
  fix: 'Close brackets that were left open, or take levels out.',
} as const;
