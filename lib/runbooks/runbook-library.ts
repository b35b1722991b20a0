import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Construct } from 'constructs';

/** Context key: where the runbooks can be read by whoever is paged, such as `https://wiki.example.com/runbooks`. */
export const RUNBOOKS_CONTEXT = 'aviary:runbooks';

/**
 * The pages of `runbooks/`: the team's own, beside the CDK app, and those that come with this package. What an alarm
 * links to exists, or synth fails.
 */
export class RunbookLibrary {
  /** @param baseUrl where the pages are published. @default - the context `aviary:runbooks`, else the path in the repository */
  static of(scope: Construct, baseUrl?: string): RunbookLibrary {
    const context: unknown = scope.node.tryGetContext(RUNBOOKS_CONTEXT);
    return new RunbookLibrary(baseUrl ?? (typeof context === 'string' ? context : 'runbooks'), [
      resolve('runbooks'),
      // From lib/ here and from dist/lib/ in the published package.
      join(__dirname, '..', '..', 'runbooks'),
      join(__dirname, '..', '..', '..', 'runbooks'),
    ]);
  }

  private constructor(
    private readonly baseUrl: string,
    private readonly directories: readonly string[],
  ) {}

  /**
   * The address of a page.
   * @param name of the page without its ending, such as `error-rate`, or an https address, which is taken as it is
   * @throws where no such page exists
   */
  urlOf(name: string): string {
    if (/^https:\/\//.test(name)) return name;
    if (!this.directories.some((directory) => existsSync(join(directory, `${name}.md`)))) {
      throw new Error(
        `There is no runbook ${name}.md (looked in ${this.directories[0]} and in Aviary's own): whoever is paged by this ` +
          'alarm would have nothing to follow. Write the page, or give the signal the https address of one.',
      );
    }
    return `${this.baseUrl.replace(/\/$/, '')}/${name}.md`;
  }
}
