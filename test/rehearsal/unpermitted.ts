import type { Rehearsal } from '../../lib/rehearsal';

/** What a rehearsal says of permissions: calls that were refused, and roles of which nothing could be told. Of a guard: none. */
export function unpermitted({ findings, assumptions }: Rehearsal): readonly string[] {
  return [
    ...findings.filter((finding) => finding.includes(' may not do ')),
    ...assumptions.map(({ name }) => name).filter((name) => name.startsWith('permissions of ')),
  ];
}
