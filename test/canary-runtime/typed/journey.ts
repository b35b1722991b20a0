import legacy from 'Synthetics';
import BrokenLinkCheckerReport from '@aws/synthetics-broken-link-checker-report';
import SyntheticsLink from '@aws/synthetics-link';
import helper from '@aws/synthetics-log-helper';
import log from '@aws/synthetics-logger';
import synthetics, { type ScreenshotResult, type StepConfiguration } from '@aws/synthetics-puppeteer';

// A script that uses what AWS' own typings reject, and most of the rest: it is compiled with this repository and run.

const quiet: StepConfiguration = { screenshotOnStepStart: false, screenshotOnStepSuccess: false };

export const handler = async (): Promise<void> => {
  const url = process.env.TARGET_URL ?? '';
  legacy.setLogLevel(process.env.LOG_LEVEL);
  synthetics
    .getConfiguration()
    .withHarFile(true)
    .with2xxMetric(true)
    .disableAggregatedRequestMetrics()
    .setConfig({ restrictedHeaders: ['x-private'], includeRequestHeaders: true });

  const page = await synthetics.getPage();
  const title: string = await synthetics.executeStep(
    'open',
    async () => {
      await page.goto(url);
      return page.title();
    },
    quiet,
    page,
  );
  log.info(`opened ${title}`, new Error('not an error'));

  const body: string = await synthetics.executeHttpStep('json', `${url}/api/json`, async (response) => {
    let text = '';
    for await (const chunk of response) text += chunk;
    return text;
  });
  await synthetics.executeHttpStep(null, {
    hostname: '127.0.0.1',
    port: new URL(url).port,
    path: '/api/buy',
    method: 'POST',
    body: { id: 1 },
  });

  const screenshot: ScreenshotResult = await synthetics.takeScreenshot('open', 'again');
  const link = new SyntheticsLink(url).withStatusCode(200).withText(title).withFailureReason('none');
  link.addScreenshotResult(screenshot);
  const report = new BrokenLinkCheckerReport();
  report.addLink(link);
  await synthetics.addReport(report);

  if (body !== '{"ok":true}' || link.getUrl() !== url) throw new Error(body);
  if (helper.getSanitizedUrl('https://a:b@c/?x=1', { restrictedUrlParameters: ['x'] }) !== 'https://a@c/?x=REDACTED') {
    throw new Error(helper.getSanitizedUrl('https://a:b@c/?x=1', { restrictedUrlParameters: ['x'] }));
  }
  if (report.getTotalLinksChecked() !== 1 || Object.keys(report.getLinks()).length !== 1) throw new Error('links');
};
