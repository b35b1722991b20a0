import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { reportPage } from './page/page';
import type { Rehearsal } from './rehearsal';

/** A report in the making: `report.json`, `report.html`, and the screenshots of failed canary runs. */
export class ReportWriter {
  readonly #rehearsals: Rehearsal[] = [];

  constructor(private readonly directory: string) {}

  /** Keeps a rehearsal with the files that are removed when it ends. Returns it with their new places. */
  async add(rehearsal: Rehearsal): Promise<Rehearsal> {
    const folder = join('screenshots', String(this.#rehearsals.length + 1));
    const canaryRuns = await Promise.all(
      rehearsal.canaryRuns.map(async (run, index) => {
        const screenshots = await Promise.all(
          run.screenshots.map(async (path) => {
            const kept = join(folder, `${index + 1}-${run.canary}-${basename(path)}`);
            await mkdir(join(this.directory, folder), { recursive: true });
            await copyFile(path, join(this.directory, kept));
            return kept;
          }),
        );
        return { ...run, screenshots };
      }),
    );
    const kept = { ...rehearsal, canaryRuns };
    this.#rehearsals.push(kept);
    return kept;
  }

  async write(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    const image = (path: string) => {
      const file = join(this.directory, path);
      return existsSync(file) ? readFileSync(file) : undefined;
    };
    await writeFile(
      join(this.directory, 'report.json'),
      `${JSON.stringify({ scenarios: this.#rehearsals }, null, 2)}\n`,
    );
    await writeFile(join(this.directory, 'report.html'), reportPage(this.#rehearsals, image));
  }
}
