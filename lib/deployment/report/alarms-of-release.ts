/** What is known of the release whose alarms are looked for. */
export interface ReleaseMarks {
  /** When it began, in milliseconds. */
  readonly since: number;
  /** Alarms that the platform names. */
  readonly named: readonly string[];
  /** Versions as alarm names carry them: `v12`, `r5`. */
  readonly candidates: readonly string[];
  /** Empty where they could not be had. */
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
  if (/InBake-[vr]/.test(name) && !marks.byHook) return false;
  const watched = marksIn(name);
  if (watched.some((version) => marks.candidates.includes(version))) return true;
  if (watched.some((version) => marks.baselines.includes(version))) return false;
  // A service and servers have one release at a time; functions have a version each.
  const isService = (mark: string) => mark.startsWith('r');
  if (watched.some(isService) && marks.candidates.some(isService)) return false;
  if (marks.candidates.length > 0 && marks.baselines.length === 0) return false;
  // Of another function of the release, or a name that no version tells: what went red while the release went on.
  return red !== undefined && red >= marks.since;
}

/** The versions that an alarm's name ends with, as it carries them. */
export function marksIn(name: string): readonly string[] {
  const [, kind = '', versions = ''] = /-([vr])([^-]+(?:-\d+)*)$/.exec(name) ?? [];
  return kind === '' ? [] : versions.split('-').map((version) => `${kind}${version}`);
}

/** A version in the form that alarm names have it: of a function `v12`, of a task definition `r5`. */
export function versionMark(version: string): string {
  if (/^\d+$/.test(version)) return `v${version}`;
  const revision = /:(\d+)$/.exec(version)?.[1];
  return revision === undefined ? version : `r${revision}`;
}
