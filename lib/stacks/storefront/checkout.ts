import { randomUUID } from 'node:crypto';
import { products } from './catalogue';

export interface Order {
  readonly orderId: string;
  readonly productId: string;
  readonly total: number;
}

/** Takes an order. Returns nothing where the product is unknown. */
export function checkout(productId: unknown): Order | undefined {
  const product = products.find(({ id }) => id === productId);
  if (!product) return undefined;
  return { orderId: randomUUID(), productId: product.id, total: product.price };
}
