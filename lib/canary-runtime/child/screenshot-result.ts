import type { VisualResult } from './visual';

/** What takeScreenshot returns, and what the report lists. */
export class ScreenshotResult {
  readonly visualTestResult?: VisualResult;

  constructor(
    public fileName: string,
    public pageUrl: string | undefined,
    public error: string | null = null,
    visualTestResult?: VisualResult,
  ) {
    if (visualTestResult !== undefined) this.visualTestResult = visualTestResult;
  }

  withFileName(fileName: string): this {
    this.fileName = fileName;
    return this;
  }
  withPageUrl(pageUrl: string): this {
    this.pageUrl = pageUrl;
    return this;
  }
  withError(error: string): this {
    this.error = error;
    return this;
  }
  getFileName(): string {
    return this.fileName;
  }
  getPageUrl(): string | undefined {
    return this.pageUrl;
  }
  getError(): string | null {
    return this.error;
  }
}
