import synthetics from '@aws/synthetics-puppeteer';
import { signHttpSteps } from './sign-http-steps';
import { signPage } from './sign-page';
import type { SignedOrigin } from './signer';

/** Makes every request of this run to one origin a signed one: those of its pages and those of its HTTP steps. */
export async function signRequests(signed: SignedOrigin): Promise<void> {
  synthetics.getConfiguration().setConfig({ restrictedHeaders: ['authorization', 'x-amz-security-token'] });
  const getPage = synthetics.getPage.bind(synthetics);
  synthetics.getPage = async () => {
    const page = await getPage();
    await signPage(page, signed);
    return page;
  };
  signHttpSteps(synthetics, signed);
}
