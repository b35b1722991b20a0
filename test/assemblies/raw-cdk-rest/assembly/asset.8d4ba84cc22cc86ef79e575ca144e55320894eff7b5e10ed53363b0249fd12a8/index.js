const products = [
  { id: 'tea', price: 4.5 },
  { id: 'cup', price: 12 },
];

const reply = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

exports.handler = async (event) => {
  const { httpMethod, resource } = event;
  if (httpMethod === 'GET' && resource === '/products') {
    return reply(200, { currency: process.env.CURRENCY, products });
  }
  if (httpMethod === 'POST' && resource === '/cart') {
    const { productId, quantity = 1 } = JSON.parse(event.body ?? '{}');
    const product = products.find(({ id }) => id === productId);
    return product ? reply(200, { total: product.price * quantity }) : reply(404, { message: 'no such product' });
  }
  return reply(404, { message: 'not found' });
};
