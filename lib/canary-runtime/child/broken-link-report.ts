/** What scripts get as `SyntheticsLink`. AWS' broken-link blueprint uses the chainable setters and getUrl. */
export class SyntheticsLink {
  url: string;
  text = '';
  parentUrl = '';
  statusCode: number | string = '';
  statusText = '';
  failureReason = '';
  readonly screenshots: unknown[] = [];

  constructor(url: string) {
    this.url = url;
  }

  withUrl(url: string): this {
    this.url = url;
    return this;
  }
  withText(text: string): this {
    this.text = text;
    return this;
  }
  withParentUrl(parentUrl: string): this {
    this.parentUrl = parentUrl;
    return this;
  }
  withStatusCode(statusCode: number | string): this {
    this.statusCode = statusCode;
    return this;
  }
  withStatusText(statusText: string): this {
    this.statusText = statusText;
    return this;
  }
  withFailureReason(failureReason: string): this {
    this.failureReason = failureReason;
    return this;
  }
  addScreenshotResult(result: unknown): this {
    this.screenshots.push(result);
    return this;
  }
  getUrl(): string {
    return this.url;
  }
  getText(): string {
    return this.text;
  }
  getParentUrl(): string {
    return this.parentUrl;
  }
  getStatusCode(): number | string {
    return this.statusCode;
  }
  getStatusText(): string {
    return this.statusText;
  }
  getFailureReason(): string {
    return this.failureReason;
  }
  getScreenshots(): readonly unknown[] {
    return this.screenshots;
  }
}

/** What scripts get as `BrokenLinkCheckerReport`. */
export class BrokenLinkCheckerReport {
  readonly links: SyntheticsLink[] = [];
  totalBrokenLinks = 0;

  /** @param isBroken where it is not said: a link without a status or with one of 400 and more */
  addLink(link: SyntheticsLink, isBroken?: boolean): this {
    const status = Number(link.getStatusCode());
    const broken = isBroken ?? (link.getStatusCode() === '' || !Number.isFinite(status) || status >= 400);
    this.links.push(link);
    if (broken) this.totalBrokenLinks++;
    return this;
  }

  getLinks(): readonly SyntheticsLink[] {
    return this.links;
  }

  getTotalBrokenLinks(): number {
    return this.totalBrokenLinks;
  }

  getTotalLinksChecked(): number {
    return this.links.length;
  }

  /** As it lies in `BrokenLinkCheckerReport.json`. */
  toJSON(): unknown {
    return {
      type: 'brokenLinkCheckerReport',
      totalLinksChecked: this.links.length,
      totalBrokenLinks: this.totalBrokenLinks,
      links: Object.fromEntries(this.links.map((link) => [link.url, link])),
    };
  }
}
