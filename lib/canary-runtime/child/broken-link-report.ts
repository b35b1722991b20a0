/** What scripts get as `SyntheticsLink`: AWS' broken-link blueprint chains its setters and asks for its URL. */
export class SyntheticsLink {
  linkNum: number | undefined;
  url: string;
  text = '';
  parentUrl = '';
  readonly status: { statusCode: number | string; statusText: string } = { statusCode: '', statusText: '' };
  failureReason: unknown = '';
  screenshots: unknown[] = [];

  constructor(url: string) {
    this.url = url;
  }

  withLinkNum(linkNum: number): this {
    this.linkNum = linkNum;
    return this;
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
    this.status.statusCode = statusCode;
    return this;
  }
  withStatusText(statusText: string): this {
    this.status.statusText = statusText;
    return this;
  }
  /** Scripts pass errors too. */
  withFailureReason(failureReason: unknown): this {
    this.failureReason = failureReason instanceof Error ? String(failureReason) : failureReason;
    return this;
  }
  withScreenshotResult(results: unknown[]): this {
    this.screenshots = results;
    return this;
  }
  addScreenshotResult(result: unknown): this {
    this.screenshots.push(result);
    return this;
  }
  getLinkNum(): number | undefined {
    return this.linkNum;
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
    return this.status.statusCode;
  }
  getStatusText(): string {
    return this.status.statusText;
  }
  getFailureReason(): unknown {
    return this.failureReason;
  }
  getScreenshotResult(): readonly unknown[] {
    return this.screenshots;
  }
}

/** What scripts get as `BrokenLinkCheckerReport`, and what lies in `BrokenLinkCheckerReport.json`. */
export class BrokenLinkCheckerReport {
  /** By URL. */
  links: Record<string, SyntheticsLink> = {};
  /** Their URLs. */
  brokenLinks: string[] = [];
  totalLinksChecked = 0;
  totalBrokenLinks = 0;

  /** @param isBroken where it is not said: a link without a status or with one of 400 and more */
  addLink(link: SyntheticsLink | null | undefined, isBroken?: boolean): void {
    if (link === null || link === undefined) return;
    this.totalLinksChecked++;
    link.withLinkNum(this.totalLinksChecked);
    this.links[link.getUrl()] = link;
    const status = link.getStatusCode();
    if (!(isBroken ?? (status === '' || !(Number(status) < 400)))) return;
    this.totalBrokenLinks++;
    this.brokenLinks.push(link.getUrl());
  }

  getLinks(): Record<string, SyntheticsLink> {
    return this.links;
  }
  getTotalBrokenLinks(): number {
    return this.totalBrokenLinks;
  }
  getTotalLinksChecked(): number {
    return this.totalLinksChecked;
  }
  reset(): void {
    this.links = {};
    this.brokenLinks = [];
    this.totalLinksChecked = 0;
    this.totalBrokenLinks = 0;
  }
}
