/** The script that a new canary begins with: it passes without a target, and tests one as soon as it is given. */
export function scriptOf(name: string, options: { readonly ownTypings: boolean }): string {
  return `${options.ownTypings ? '' : '/// <reference types="aviary/synthetics" />\n'}import synthetics from '@aws/synthetics-puppeteer';

/** Where the canary looks; until it is given, at a page of its own, so that it passes at once. */
const target = process.env.TARGET_URL || 'data:text/html,<title>${name}</title><h1>It works</h1>';

/** A visitor opens the page and reads its heading. */
export const handler = async (): Promise<void> => {
  const page = await synthetics.getPage();

  await synthetics.executeStep('open', async () => {
    const response = await page.goto(target, { waitUntil: 'domcontentloaded', timeout: 10_000 });
    // A page that answers 500 is there as well: its status is what tells.
    if (response && !response.ok()) throw new Error(\`the page answered \${response.status()}\`);
  });

  await synthetics.executeStep('read', async () => {
    const heading = await page.waitForSelector('h1', { timeout: 5_000 });
    const text = await heading?.evaluate((element) => element.textContent);
    if (!text?.trim()) throw new Error('the heading is empty');
  });
};
`;
}
