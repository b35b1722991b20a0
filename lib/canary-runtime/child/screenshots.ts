import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type CanaryPage, type PageSession, sessionOf } from './page';
import { ScreenshotResult } from './screenshot-result';
import type { VisualMonitoring } from './visual';

/** A page that is busy for ever would hold its screenshot, and the run, for as long. In milliseconds. */
const longestWait = 5000;

/** The screenshots of a run, numbered as they come, and listed by the name of their step: steps of one name share them. */
export class Screenshots {
  #counter = 0;
  readonly #byName = new Map<string, ScreenshotResult[]>();
  readonly #sessions = new WeakMap<CanaryPage, Promise<PageSession>>();
  /** What taking them cost: it is no part of the Duration metric. */
  milliseconds = 0;

  constructor(
    private readonly directory: string,
    private readonly visual: () => VisualMonitoring | undefined,
    private readonly cleanUrl: (url: string) => string,
    /** Milliseconds until the run is killed. */
    private readonly remaining: () => number,
  ) {}

  async take(name: string, suffix: string | undefined, page: CanaryPage | undefined): Promise<ScreenshotResult> {
    const started = performance.now();
    const number = String(++this.#counter).padStart(2, '0');
    const fileName =
      `${number}-${[name, suffix].filter((part) => part !== undefined && part !== '').join('-')}.png`.replace(
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what file systems refuse in names
        /[\\/:*?"<>|\x00-\x1f]/g,
        '_',
      );
    let result: ScreenshotResult;
    try {
      if (page === undefined) throw new Error('there is no page');
      const image = await this.#capture(page);
      // The script may have removed its /tmp.
      mkdirSync(this.directory, { recursive: true });
      writeFileSync(join(this.directory, fileName), image);
      const visualTestResult = suffix === 'starting' ? undefined : await this.visual()?.compare(fileName, image);
      result = new ScreenshotResult(fileName, this.cleanUrl(page.url()), null, visualTestResult);
    } catch (error) {
      result = new ScreenshotResult(fileName, undefined, `Screenshot failed: ${(error as Error).message}`);
    }
    this.#list(name, result);
    this.milliseconds += performance.now() - started;
    return result;
  }

  /** A file that the script wrote by page.screenshot. */
  add(name: string, result: ScreenshotResult): void {
    this.#list(name, result);
  }

  of(name: string): readonly ScreenshotResult[] {
    return this.#byName.get(name) ?? [];
  }

  /** Those of names that no step has. */
  besides(stepNames: ReadonlySet<string>): ScreenshotResult[] {
    return [...this.#byName].filter(([name]) => !stepNames.has(name)).flatMap(([, results]) => results);
  }

  #list(name: string, result: ScreenshotResult): void {
    const list = this.#byName.get(name);
    if (list === undefined) this.#byName.set(name, [result]);
    else list.push(result);
  }

  /** By the protocol itself: puppeteer's own method asks the page several things first. */
  async #capture(page: CanaryPage): Promise<Buffer> {
    let session = this.#sessions.get(page);
    if (session === undefined) {
      session = sessionOf(page);
      this.#sessions.set(page, session);
    }
    const capturing = this.#captureActive(await session);
    capturing.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const wait = Math.min(longestWait, this.remaining() / 3);
    const waiting = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page did not answer within ${(wait / 1000).toFixed(1)} s`)), wait);
    });
    try {
      return Buffer.from(await Promise.race([capturing, waiting]), 'base64');
    } finally {
      clearTimeout(timer);
    }
  }

  /** While a navigation replaces a page by another, as by that of an error, none is active: it is asked again. */
  async #captureActive(session: PageSession): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        const options = { format: 'png', optimizeForSpeed: true };
        return ((await session.send('Page.captureScreenshot', options)) as { readonly data: string }).data;
      } catch (error) {
        if (attempt === 10 || !/Not attached to an active page/.test(String(error))) throw error;
        await pause(attempt * 10);
      }
    }
  }
}
