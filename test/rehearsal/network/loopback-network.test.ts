import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import puppeteer, { type Browser } from 'puppeteer-core';
import { findChromium } from '../../../lib/canary-runtime';
import { type HttpRequest, LoopbackNetwork } from '../../../lib/rehearsal/network';
import { CertificateAuthority } from '../../../lib/rehearsal/network/certificates';

const api = 'abc123.execute-api.eu-west-1.amazonaws.com';
const functionUrl = 'xyz789.lambda-url.eu-west-1.on.aws';

let requests: HttpRequest[] = [];
let network: LoopbackNetwork;

beforeEach(async () => {
  requests = [];
  network = await LoopbackNetwork.start({
    hosts: [api],
    allow: ['*.allowed.example'],
    onRequest: async (request) => {
      requests.push(request);
      const body = Buffer.from(`${request.method} ${request.host}${request.path} ${request.body ?? ''}`.trim());
      return { status: 200, headers: { 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] }, body };
    },
  });
});

afterEach(async () => {
  await network.close();
});

/** Runs a script in a Node.js process of the rehearsal; gives what it prints. */
async function run(script: string, environment: Record<string, string> = {}): Promise<string> {
  const wrapped = `(async () => { ${script} })().then((value) => console.log(value), (error) => console.log(error.cause?.message ?? error.message))`;
  const env = { ...network.nodeEnvironment(), ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', wrapped], { env });
  return stdout.trim();
}

const viaHttps = (url: string) => `
  const https = require('node:https');
  return new Promise((resolve, reject) => {
    https.get('${url}', (response) => {
      response.setEncoding('utf8').on('data', resolve);
    }).on('error', reject);
  });`;

describe('in Node.js', () => {
  it.each([
    [
      'fetch',
      `return (await fetch('https://${api}/a?b=c', { method: 'POST', body: 'x' })).text()`,
      `POST ${api}/a?b=c x`,
    ],
    ['https', viaHttps(`https://${api}/a`), `GET ${api}/a`],
    [
      'a module that is imported',
      `const { get } = await import('node:https'); return new Promise((done) => get('https://${api}/m', (r) => r.on('data', (d) => done(String(d)))))`,
      `GET ${api}/m`,
    ],
    [
      'net and tls, with port and host',
      `return new Promise((done, fail) => { const s = require('tls').connect(443, '${api}', { servername: '${api}' }, () => { s.write('GET /t HTTP/1.1\\r\\nHost: ${api}\\r\\nConnection: close\\r\\n\\r\\n'); let all = ''; s.on('data', (d) => { all += d; }).on('end', () => done(all.split('\\r\\n\\r\\n')[1].split('\\r\\n')[1])); }).on('error', fail); })`,
      `GET ${api}/t`,
    ],
  ])('%s reaches an AWS-shaped host on loopback, with a certificate that it trusts', async (_what, script, answer) => {
    expect(await run(script)).toBe(answer);
    expect(network.refusals()).toEqual([]);
  });

  it('reaches hosts that are added later', async () => {
    network.addHost(functionUrl);
    expect(await run(`return (await fetch('https://${functionUrl}/')).text()`)).toBe(`GET ${functionUrl}/`);
  });

  it.each([
    ['fetch', `await fetch('https://example.com/')`],
    ['https', viaHttps('https://example.com/')],
    ['http2', `await new Promise((_done, fail) => require('http2').connect('https://example.com').on('error', fail))`],
    ['dns', `await require('dns').promises.lookup('example.com')`],
    ['dns.resolve4', `await require('util').promisify(require('dns').resolve4)('example.com')`],
    [
      'an imported resolver',
      `const { Resolver } = await import('node:dns/promises'); await new Resolver().resolveTxt('example.com')`,
    ],
    ['an address', `await fetch('http://93.184.216.34/')`],
  ])('%s is refused any other host, with a sentence that names it', async (_what, script) => {
    const told = await run(script, { AWS_LAMBDA_FUNCTION_NAME: 'orders' });
    expect(told).toMatch(/^(example\.com|93\.184\.216\.34) is no part of this rehearsal, so the connection is refused/);
    expect(network.refusals()).toEqual([{ host: told.split(' ')[0], from: 'orders' }]);
  });

  it('leaves loopback and allowed hosts alone', async () => {
    // A lookup of its own, so that the test needs no name server.
    const lookup = `lookup: (_name, _options, done) => done(null, '127.0.0.1', 4), autoSelectFamily: false`;
    const connect = (host: string) =>
      run(
        `await new Promise((_done, fail) => require('net').connect({ host: '${host}', port: 1, ${lookup} }).on('error', fail))`,
      );
    for (const host of ['127.0.0.1', 'localhost', 'a.allowed.example']) {
      expect(await connect(host)).toBe('connect ECONNREFUSED 127.0.0.1:1');
    }
    expect(await connect('allowed.example')).toMatch(/no part of this rehearsal/);
  });

  it('keeps what was refused when it closes, and leaves no file behind', async () => {
    const { NODE_EXTRA_CA_CERTS = '' } = network.nodeEnvironment();
    await run(`await fetch('https://example.com/')`, { AWS_LAMBDA_FUNCTION_NAME: 'orders' });
    expect(existsSync(NODE_EXTRA_CA_CERTS)).toBe(true);
    await network.close();
    expect(network.refusals()).toEqual([{ host: 'example.com', from: 'orders' }]);
    expect(existsSync(NODE_EXTRA_CA_CERTS)).toBe(false);
  });
});

describe('a request', () => {
  it('arrives with its headers, their case and its bytes', async () => {
    await run(
      `await fetch('https://${api}/a', { method: 'PUT', headers: { 'X-Custom': 'V', cookie: 'a=1' }, body: new Uint8Array([0, 255]) })`,
    );
    expect(requests[0]).toMatchObject({
      method: 'PUT',
      headers: { 'x-custom': 'V', cookie: 'a=1' },
      body: Buffer.from([0, 255]),
      rawHeaders: expect.arrayContaining([['X-Custom', 'V']]),
    });
  });
});

describe('in Chromium', () => {
  let browser: Browser | undefined;

  afterEach(async () => {
    await browser?.close();
    browser = undefined;
  });

  async function visit(...urls: string[]): Promise<string[]> {
    const { executablePath, environment, arguments: own } = await findChromium();
    browser = await puppeteer.launch({
      executablePath,
      env: { ...process.env, ...environment },
      args: [...own, ...network.chromiumArguments()],
      headless: 'shell',
    });
    const page = await browser.newPage();
    const seen: string[] = [];
    for (const url of urls) {
      try {
        await page.goto(url);
        seen.push(String(await page.evaluate('isSecureContext + " " + document.body.innerText')));
      } catch (error) {
        seen.push(error instanceof Error ? (error.message.split(' at ')[0] ?? '') : String(error));
      }
    }
    return seen;
  }

  it('an AWS-shaped host is reached on loopback as a secure origin, any other is refused', async () => {
    const secondAuthority = await CertificateAuthority.create();
    const { key, certificate } = await secondAuthority.certificateFor('localhost');
    const stranger = createServer({ key, cert: certificate }, (_request, response) => response.end('stranger'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    try {
      expect(
        await visit(
          `https://${api}/page?x=1`,
          'https://example.com/',
          'http://169.254.169.254/',
          `https://127.0.0.1:${port}/`,
        ),
      ).toEqual([
        `true GET ${api}/page?x=1`,
        'net::ERR_CONNECTION_CLOSED',
        'net::ERR_EMPTY_RESPONSE',
        // Only the rehearsal's own key is trusted.
        'net::ERR_CERT_AUTHORITY_INVALID',
      ]);
      expect(network.refusals()).toEqual([
        { host: 'example.com', from: 'a browser' },
        { host: '169.254.169.254', from: 'a browser' },
      ]);
    } finally {
      stranger.closeAllConnections();
      stranger.close();
    }
  });
});
