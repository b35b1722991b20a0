import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { sourcePath, writeProcessBundle } from '../functions/process-bundle';
import { CertificateAuthority } from './certificates';
import type { NetworkRules } from './node-preload';
import { RefusingListener } from './refusing-listener';

/** A request as it came over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** Lower case, without port. */
  readonly host: string;
  /** With the query, percent-encoded as sent. */
  readonly path: string;
  /** Names in lower case; values of a repeated header joined by `, ` (cookies by `; `). */
  readonly headers: Readonly<Record<string, string>>;
  /** Names as they were sent, where that is known: REST APIs hand them on in that case. */
  readonly rawHeaders?: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
  readonly sourceIp: string;
}

export interface HttpResponse {
  readonly status: number;
  /** An array is sent as one header for each value (`set-cookie`). */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** A connection that was refused, because its host is no part of the rehearsal. */
export interface Refusal {
  readonly host: string;
  /** Who asked for it: a function's name, `process 4711`, or `a browser`. */
  readonly from: string;
}

export interface LoopbackNetworkOptions {
  /** Exact host names that are answered by `onRequest`; more can be added. */
  readonly hosts: readonly string[];
  /** Answers a request. A rejection becomes status 500 with its message. */
  onRequest(request: HttpRequest): Promise<HttpResponse>;
  /** Host names that processes and browsers may reach for real: exact, or `*.example.com`. */
  readonly allow: readonly string[];
  /** A directory of the network's own, made where it is missing and removed by `close` @default a new temporary one */
  readonly directory?: string;
}

/**
 * The network of a rehearsal: every AWS-shaped host name leads to one https listener on loopback, hosts that are allowed
 * are reached for real, and any other is refused.
 */
export class LoopbackNetwork {
  readonly #hosts: Set<string>;
  /** Where its files lie: the preload, the certificate, the rules. */
  readonly directory: string;
  readonly #onExit = () => rmSync(this.directory, { recursive: true, force: true });
  readonly #refused = new Map<string, Refusal>();
  #server: Server | undefined;
  #refusing: RefusingListener | undefined;
  #port = 0;
  #keyHash = '';

  private constructor(private readonly options: LoopbackNetworkOptions) {
    this.directory = resolve(options.directory ?? mkdtempSync(join(tmpdir(), 'aviary-network-')));
    mkdirSync(this.directory, { recursive: true });
    this.#hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
    process.on('exit', this.#onExit);
  }

  static async start(options: LoopbackNetworkOptions): Promise<LoopbackNetwork> {
    const network = new LoopbackNetwork(options);
    await network.#listen(await CertificateAuthority.shared());
    return network;
  }

  /** The listener's port on 127.0.0.1. */
  get port(): number {
    return this.#port;
  }

  addHost(host: string): void {
    this.#hosts.add(host.toLowerCase());
    this.#writeRules();
  }

  /** Chromium: where each host lies, and whose certificates it accepts. Valid until the next `addHost`. */
  chromiumArguments(): string[] {
    const rules = [
      ...[...this.#hosts].map((host) => `MAP ${host} 127.0.0.1:${this.#port}`),
      `MAP * 127.0.0.1:${this.#refusing?.port ?? 0}`,
      ...['localhost', '127.0.0.1', '[::1]', ...this.options.allow].map((host) => `EXCLUDE ${host}`),
    ];
    return [`--host-resolver-rules=${rules.join(', ')}`, `--ignore-certificate-errors-spki-list=${this.#keyHash}`];
  }

  /** Node.js: a preload that leads connections to the listener, and the certificate to trust. Valid until `close`. */
  nodeEnvironment(): Record<string, string> {
    return {
      NODE_OPTIONS: `--require ${quoted(join(this.directory, 'preload.cjs'))}`,
      NODE_EXTRA_CA_CERTS: join(this.directory, 'authority.pem'),
    };
  }

  /** Connections that were refused, each host once for each process name. */
  refusals(): Refusal[] {
    this.#readRefusals();
    return [...this.#refused.values()];
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#readRefusals();
    this.#server = undefined;
    server.closeAllConnections();
    await Promise.all([new Promise((resolve) => server.close(resolve)), this.#refusing?.close()]);
    this.#onExit();
    process.off('exit', this.#onExit);
  }

  /** What Node.js processes have written down. */
  #readRefusals(): void {
    if (this.#server === undefined) return;
    for (const line of readFileSync(join(this.directory, 'refusals'), 'utf8').split('\n')) {
      if (line !== '') this.#refuse(JSON.parse(line) as Refusal);
    }
  }

  #refuse(refusal: Refusal): void {
    const key = `${refusal.host} ${refusal.from}`;
    if (!this.#refused.has(key)) this.#refused.set(key, refusal);
  }

  async #listen(authority: CertificateAuthority): Promise<void> {
    const first = await authority.certificateFor('localhost');
    const server = createServer({
      key: first.key,
      cert: first.certificate,
      SNICallback: (name, done) => {
        authority.certificateFor(name).then(
          ({ key, certificate }) => done(null, createSecureContext({ key, cert: certificate })),
          (error: Error) => done(error),
        );
      },
    });
    server.keepAliveTimeout = 60_000;
    server.on('request', (request, response) => void this.#answer(request, response));
    // A client that gives up in the middle of its handshake (a browser that is closed).
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    this.#refusing = await RefusingListener.start((host) => this.#refuse({ host, from: 'a browser' }));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#keyHash = await authority.publicKeyHash();
    writeFileSync(join(this.directory, 'authority.pem'), authority.certificate);
    writeFileSync(join(this.directory, 'refusals'), '');
    this.#writeRules();
    writeProcessBundle(sourcePath('..', 'network', 'node-preload'), join(this.directory, 'preload.cjs'), {
      rules: join(this.directory, 'rules.json'),
      refusals: join(this.directory, 'refusals'),
    });
  }

  #writeRules(): void {
    const rules: NetworkRules = { port: this.#port, hosts: [...this.#hosts], allow: this.options.allow };
    writeFileSync(join(this.directory, 'rules.json'), JSON.stringify(rules));
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(message);
      const answer = await this.options.onRequest(request);
      response.writeHead(answer.status, answer.headers as Record<string, string | string[]>);
      response.end(message.method === 'HEAD' ? undefined : answer.body);
    } catch (error) {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? error.message : String(error));
    }
  }
}

async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(name === 'cookie' ? '; ' : ', ');
  }
  const body = Buffer.concat(chunks);
  const { rawHeaders } = message;
  const names = rawHeaders.filter((_text, index) => index % 2 === 0);
  return {
    method: message.method ?? 'GET',
    host: (message.headers.host ?? '').replace(/:\d+$/, '').toLowerCase(),
    path: message.url ?? '/',
    headers,
    rawHeaders: names.map((name, index) => [name, rawHeaders[2 * index + 1] ?? ''] as const),
    ...(body.length === 0 ? {} : { body }),
    sourceIp: '127.0.0.1',
  };
}

function quoted(path: string): string {
  return path.includes(' ') ? `"${path.replaceAll('"', '\\"')}"` : path;
}
