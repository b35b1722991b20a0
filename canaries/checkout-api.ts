import type { IncomingMessage } from 'node:http';
import synthetics from '@aws/synthetics-puppeteer';

/** A client of the API reads the products and buys one. */
export const handler = async (): Promise<void> => {
  const base = new URL(process.env.BASE_URL ?? '');
  // By default a failed HTTP step lets the script go on; here each step needs the one before.
  const stopOnFailure = { continueOnHttpStepFailure: false };
  let productId = '';

  await synthetics.executeHttpStep(
    'products',
    { ...target(base, 'api/products'), method: 'GET' },
    async (response) => {
      const { products } = JSON.parse(await answer(response, 200));
      productId = products[0]?.id;
      if (!productId) throw new Error('there is no product to buy');
    },
    stopOnFailure,
  );

  const body = JSON.stringify({ productId });
  await synthetics.executeHttpStep(
    'checkout',
    { ...target(base, 'api/checkout'), method: 'POST', headers: { 'content-type': 'application/json' }, body },
    async (response) => {
      const { orderId } = JSON.parse(await answer(response, 201));
      if (!orderId) throw new Error('the order has no number');
    },
    stopOnFailure,
  );
};

function target(base: URL, path: string) {
  const url = new URL(path, base);
  return { protocol: url.protocol, hostname: url.hostname, port: url.port || undefined, path: url.pathname };
}

async function answer(response: IncomingMessage, status: number): Promise<string> {
  let body = '';
  for await (const chunk of response) body += chunk;
  if (response.statusCode !== status) throw new Error(`answered ${response.statusCode}, not ${status}: ${body}`);
  return body;
}
