import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Construct } from 'constructs';
import { consoleUrl } from './console-url';

/** Context key: where the runbooks can be read by whoever is paged, such as `https://wiki.example.com/runbooks`. */
export const RUNBOOKS_CONTEXT = 'aviary:runbooks';

export interface RunbookLibraryProps {
  /** Where the pages are published. @default - the context `aviary:runbooks`, else the guard's dashboard, which shows them */
  readonly baseUrl?: string;
  /** The dashboard that shows the pages with the names of this guard. */
  readonly dashboardName: string;
}

/**
 * The pages of `runbooks/`: the team's own, beside the CDK app, and those that come with this package. What an alarm
 * links to exists, or synth fails.
 */
export class RunbookLibrary {
  static of(scope: Construct, { baseUrl, dashboardName }: RunbookLibraryProps): RunbookLibrary {
    const context: unknown = scope.node.tryGetContext(RUNBOOKS_CONTEXT);
    const published = baseUrl ?? (typeof context === 'string' ? context : undefined);
    const dashboard = consoleUrl(scope, `dashboards/dashboard/${dashboardName}`);
    return new RunbookLibrary((name) =>
      published === undefined
        ? `runbooks/${name}.md (with this guard's names: ${dashboard})`
        : `${published.replace(/\/$/, '')}/${name}.md`,
    );
  }

  private readonly directories = [
    resolve('runbooks'),
    // From lib/ here and from dist/lib/ in the published package.
    join(__dirname, '..', '..', 'runbooks'),
    join(__dirname, '..', '..', '..', 'runbooks'),
  ];
  private readonly asked = new Set<string>();

  private constructor(private readonly addressOf: (name: string) => string) {}

  /**
   * Where a page is to be read: its address, or its path in the repository and the dashboard that shows it.
   * @param name of the page without its ending, such as `error-rate`, or an https address, which is taken as it is
   * @throws where no such page exists
   */
  urlOf(name: string): string {
    if (/^https:\/\//.test(name)) return name;
    this.textOf(name);
    this.asked.add(name);
    return this.addressOf(name);
  }

  /** The names of the pages that were asked for. */
  get linked(): readonly string[] {
    return [...this.asked];
  }

  /** The page as it is written: Markdown with `<function>` and the like where a name belongs. @throws where there is none */
  textOf(name: string): string {
    const file = this.directories.map((directory) => join(directory, `${name}.md`)).find((path) => existsSync(path));
    if (file === undefined) {
      throw new Error(
        `There is no runbook ${name}.md (looked in ${this.directories[0]} and in Aviary's own): whoever is paged by this ` +
          'alarm would have nothing to follow. Write the page, or give the signal the https address of one.',
      );
    }
    return readFileSync(file, 'utf8');
  }
}
