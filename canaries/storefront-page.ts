import synthetics from '@aws/synthetics-puppeteer';

/** A visitor sees the products, buys the first one and reads the confirmation. */
export const handler = async (): Promise<void> => {
  const page = await synthetics.getPage();

  await synthetics.executeStep('open', async () => {
    const response = await page.goto(process.env.BASE_URL ?? '', { waitUntil: 'domcontentloaded', timeout: 10_000 });
    if (!response?.ok()) throw new Error(`the page answered ${response?.status() ?? 'nothing'}`);
  });

  await synthetics.executeStep('products', async () => {
    await page.waitForSelector('.product', { timeout: 5_000 });
  });

  await synthetics.executeStep('buy', async () => {
    await page.waitForSelector('.product .buy', { timeout: 5_000 });
    await page.click('.product .buy');
    await page.waitForSelector('#confirmation ::-p-text(confirmed)', { timeout: 5_000 });
  });
};
