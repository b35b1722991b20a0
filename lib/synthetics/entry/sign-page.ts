import type { HTTPRequest, Page } from 'puppeteer-core';
import { SIGNATURE_HEADERS, type SignedOrigin, signatureOf } from './signer';

const signedPages = new WeakSet<Page>();

/** Signs what a page requests of the signed origin, and lets everything else pass as it is. */
export async function signPage(page: Page, signed: SignedOrigin): Promise<void> {
  if (signedPages.has(page)) return;
  signedPages.add(page);
  await page.setRequestInterception(true);
  // Puppeteer waits for what this returns before it settles what every listener wants of the request.
  page.on('request', async (request) => {
    try {
      await pass(request, signed);
    } catch (error) {
      // A request that stays unanswered would hang the page, so a failure to sign aborts it and says why.
      console.error(`${request.method()} ${request.url()} was not sent: ${String(error)}`);
      await request.abort('failed', 0);
    }
  });
}

async function pass(request: HTTPRequest, signed: SignedOrigin): Promise<void> {
  if (request.isInterceptResolutionHandled()) return;
  const url = new URL(request.url());
  const headers = withoutSignature(request.headers());
  if (url.origin !== signed.origin) {
    // A redirect to another origin repeats the headers of the signed request: the signature must not leave.
    await request.continue({ headers }, 0);
    return;
  }
  const signature = await signatureOf(
    { method: request.method(), url, headers, body: await bodyOf(request) },
    signed.service,
  );
  await request.continue({ headers: { ...headers, ...signature } }, 0);
}

function withoutSignature(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !SIGNATURE_HEADERS.includes(name.toLowerCase())),
  );
}

/** @throws for a body that the browser shows as something else than the text it sends: its hash cannot be known. */
async function bodyOf(request: HTTPRequest): Promise<string | undefined> {
  const contentType = request.headers()['content-type'] ?? '';
  const text = request.postData() ?? (request.hasPostData() ? await request.fetchPostData() : undefined);
  if (text === undefined && !request.hasPostData()) return undefined;
  if (text === undefined || /^(multipart\/|application\/octet-stream|image\/|audio\/|video\/)/i.test(contentType)) {
    throw new Error(
      `its body (${contentType || 'no content type'}) is binary, and a pinned canary can sign text alone: ` +
        'send JSON or a URL-encoded form in this step, or leave the step to a live canary.',
    );
  }
  return text;
}
