/** The storefront's page: it lists the products and buys one, with addresses relative to where it is served. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Storefront</title>
    <link rel="icon" href="data:,">
    <style>
      body { font: 16px system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; }
      li { display: flex; gap: 1rem; align-items: center; padding: .5rem 0; }
      li span { flex: 1; }
      #confirmation { font-weight: bold; }
    </style>
  </head>
  <body>
    <h1>Storefront</h1>
    <ul id="products"></ul>
    <p id="confirmation" role="status"></p>
    <script>
      const list = document.getElementById('products');
      const confirmation = document.getElementById('confirmation');

      async function buy(productId) {
        const response = await fetch('api/checkout', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ productId }),
        });
        const order = await response.json();
        confirmation.textContent = response.ok ? 'Order ' + order.orderId + ' confirmed' : 'Sorry: ' + order.message;
      }

      async function show() {
        const { products } = await (await fetch('api/products')).json();
        for (const product of products) {
          const item = document.createElement('li');
          item.className = 'product';
          const name = document.createElement('span');
          name.textContent = product.name;
          const price = document.createElement('span');
          price.textContent = (product.price / 100).toFixed(2);
          const button = document.createElement('button');
          button.className = 'buy';
          button.textContent = 'Buy';
          button.addEventListener('click', () => buy(product.id));
          item.append(name, price, button);
          list.append(item);
        }
      }

      show();
    </script>
  </body>
</html>
`;
