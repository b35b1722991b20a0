/** A template with its SAM resources replaced by what AWS' transform makes of them. */
export interface ExpandedTemplate {
  readonly value: unknown;
  /** The logical id in the source that a resource was made of; itself where it was there. */
  originOf(logicalId: string): string;
}

export function expandSam(value: unknown): ExpandedTemplate {
  return { value, originOf: (logicalId) => logicalId };
}
