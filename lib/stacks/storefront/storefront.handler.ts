import { products } from './catalogue';
import { checkout } from './checkout';
import { page } from './page';

/** The part of an HTTP API event (payload 2.0) that the storefront reads. */
interface HttpEvent {
  readonly rawPath: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly http: { readonly method: string } };
}

interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function handler(event: HttpEvent): Promise<HttpResult> {
  switch (`${event.requestContext.http.method} ${event.rawPath}`) {
    case 'GET /':
      return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
    case 'GET /api/products':
      return json(200, { products });
    case 'POST /api/checkout': {
      const order = checkout(productIdOf(event));
      return order ? json(201, order) : json(400, { message: 'There is no such product.' });
    }
    case 'GET /health':
      return json(200, { status: 'ok' });
    default:
      return json(404, { message: 'Not found.' });
  }
}

function productIdOf({ body = '', isBase64Encoded }: HttpEvent): unknown {
  try {
    const order: unknown = JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
    return typeof order === 'object' && order !== null && 'productId' in order ? order.productId : undefined;
  } catch {
    return undefined;
  }
}

function json(statusCode: number, body: object): HttpResult {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
