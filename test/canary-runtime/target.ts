import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small shop that canaries visit: a page with working JavaScript, an API, and paths that misbehave. */
export class Target {
  private constructor(
    private readonly server: Server,
    readonly url: string,
    readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[],
  ) {}

  static async start(): Promise<Target> {
    const requests: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = request.url ?? '/';
        requests.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        const [status, type, body, headers] = answer(path);
        if (status === 0) return;
        response.writeHead(status, { 'content-type': type, ...headers }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Target(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

const page = `<!doctype html><title>Shop</title><link rel="stylesheet" href="/shop.css">
<h1>Shop</h1><button id="buy">Buy</button><p id="status"></p>
<script>
document.getElementById('buy').onclick = async () => {
  const response = await fetch('/api/buy?token=abcdef123456', { method: 'POST', body: '{}' });
  document.getElementById('status').textContent = (await response.json()).status;
  document.getElementById('status').className = 'bought';
};
</script>`;

function answer(path: string): readonly [status: number, type: string, body: string, headers?: Record<string, string>] {
  switch (path.split('?')[0]) {
    case '/':
      return [200, 'text/html', page];
    case '/shop.css':
      return [200, 'text/css', 'h1 { color: navy }'];
    case '/api/buy':
      return [200, 'application/json', '{"status":"bought"}', { 'set-cookie': 'session=s3cr3t' }];
    case '/api/json':
      return [200, 'application/json', '{"ok":true}'];
    case '/unavailable':
      return [503, 'text/plain', 'down'];
    case '/moved':
      return [302, 'text/plain', '', { location: '/api/json' }];
    case '/hangs':
      return [0, '', ''];
    case '/red':
      return [200, 'text/html', '<body style="background:red">'];
    case '/box':
      return [200, 'text/html', '<body style="margin:0"><div style="width:100px;height:100px;background:red"></div>'];
    case '/empty':
      return [200, 'text/html', '<body style="margin:0">'];
    default:
      return [404, 'text/plain', 'not here'];
  }
}
