/** What is known of the release whose alarms are looked for. */
export interface ReleaseMarks {
  /** When it began, in milliseconds. */
  readonly since: number;
  /** Alarms that the platform names. */
  readonly named: readonly string[];
  /** Versions as alarm names carry them: `v12`, `r5`. */
  readonly candidates: readonly string[];
  readonly baselines: readonly string[];
  /** Whether a hook refused it: then the alarms of the bake may have decided. */
  readonly byHook: boolean;
}

/**
 * Whether an alarm that is or was red belongs to this release. Names end with the versions that they watch (`-v12`, of several
 * functions `-v12-7`); an alarm of the version before that is red as well is not this release's, nor are those of the bake where
 * nothing reads them.
 * @param red when it went into ALARM, in milliseconds
 */
export function isOfRelease(name: string, red: number | undefined, marks: ReleaseMarks): boolean {
  if (marks.named.includes(name)) return true;
  const [, kind = '', versions = ''] = /-([vr])([^-]+(?:-\d+)*)$/.exec(name) ?? [];
  if (/InBake-[vr]/.test(name) && !marks.byHook) return false;
  const watched = versions.split('-').map((version) => `${kind}${version}`);
  if (watched.some((version) => marks.candidates.includes(version))) return true;
  if (watched.some((version) => marks.baselines.includes(version))) return false;
  // Of another function of the release, or a name that no version tells: what went red while the release went on.
  return red !== undefined && red >= marks.since;
}

/** A version in the form that alarm names have it: of a function `v12`, of a task definition `r5`. */
export function versionMark(version: string): string {
  if (/^\d+$/.test(version)) return `v${version}`;
  const revision = /:(\d+)$/.exec(version)?.[1];
  return revision === undefined ? version : `r${revision}`;
}
