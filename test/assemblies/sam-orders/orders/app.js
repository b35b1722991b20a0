const prices = { tea: 4.5, cup: 12, pot: 39 };
const orders = new Map([['o-1', { id: 'o-1', item: 'tea', quantity: 2, total: 9 }]]);

const reply = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function place(body) {
  const { item, quantity } = JSON.parse(body ?? '{}');
  if (prices[item] === undefined || !(quantity > 0)) return reply(400, { message: 'item and quantity are required' });
  const id = `o-${orders.size + 1}`;
  const order = { id, item, quantity, total: prices[item] * quantity };
  orders.set(id, order);
  return reply(201, order);
}

exports.handler = async (event) => {
  const { httpMethod, resource, pathParameters } = event;
  if (httpMethod === 'GET' && resource === '/orders') return reply(200, { orders: [...orders.values()] });
  if (httpMethod === 'POST' && resource === '/orders') return place(event.body);
  const order = orders.get(pathParameters?.id);
  return order ? reply(200, order) : reply(404, { message: 'no such order' });
};
