/** What the storefront sells. Prices in cents. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
}

export const products: readonly Product[] = [
  { id: 'p1', name: 'Binoculars', price: 12900 },
  { id: 'p2', name: 'Field guide', price: 2400 },
  { id: 'p3', name: 'Nest box', price: 3900 },
];
