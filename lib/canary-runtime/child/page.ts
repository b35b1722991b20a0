/** What the runtime needs of a page, of puppeteer's and of Playwright's. */
export interface CanaryPage {
  url(): string;
}

/** A session of the DevTools protocol with one page. */
export interface PageSession {
  send(method: string, parameters?: object): Promise<unknown>;
  on(event: string, listener: (parameters: never) => void): unknown;
}

interface PuppeteerPage extends CanaryPage {
  createCDPSession(): Promise<PageSession>;
}

interface PlaywrightPage extends CanaryPage {
  context(): { newCDPSession(page: CanaryPage): Promise<PageSession> };
}

export function sessionOf(page: CanaryPage): Promise<PageSession> {
  if ('createCDPSession' in page) return (page as PuppeteerPage).createCDPSession();
  return (page as PlaywrightPage).context().newCDPSession(page);
}
