/**
 * Runs first in every Node.js process of a rehearsal: leads connections to AWS-shaped hosts to the loopback listener,
 * and refuses all hosts that are neither loopback nor allowed. It works below `http`, `https`, `http2` and `fetch`, in
 * `net.Socket.connect`, through which each of them goes.
 */
import dns from 'node:dns';
import { appendFileSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

export interface NetworkRules {
  readonly port: number;
  readonly hosts: readonly string[];
  readonly allow: readonly string[];
}

declare const AVIARY_CONFIGURATION: { readonly rules: string; readonly refusals: string };

type Connect = (this: net.Socket, ...values: unknown[]) => net.Socket;
interface Target {
  host?: string;
  port?: number | string;
  path?: string | null;
  lookup?: unknown;
}

const configuration = AVIARY_CONFIGURATION;
// Taken before the function's own modules can replace them.
const read = readFileSync;
const append = appendFileSync;

/** Read anew for each connection: a release adds hosts while processes run, and connections are few. */
function rules(): NetworkRules {
  return JSON.parse(read(configuration.rules, 'utf8')) as NetworkRules;
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(bare);
}

function isAllowed(host: string, allow: readonly string[]): boolean {
  return allow.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
}

type Way = { readonly to: 'listener'; readonly port: number } | { readonly to: 'world' } | { readonly to: 'nowhere' };

function wayTo(host: string): Way {
  const name = host.toLowerCase();
  if (isLoopback(name)) return { to: 'world' };
  const { hosts, port, allow } = rules();
  if (hosts.includes(name)) return { to: 'listener', port };
  return isAllowed(name, allow) ? { to: 'world' } : { to: 'nowhere' };
}

function refusal(host: string): Error {
  const from = process.env.AWS_LAMBDA_FUNCTION_NAME ?? `process ${process.pid}`;
  append(configuration.refusals, `${JSON.stringify({ host, from })}\n`);
  const message = `${host} is no part of this rehearsal, so the connection is refused; allow the host in the scenario to reach it for real`;
  return Object.assign(new Error(message), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host });
}

const connect = net.Socket.prototype.connect as unknown as Connect;

const rehearsedConnect: Connect = function (...values) {
  // Node.js' own modules pass arguments that are normalized already: an array that holds the options.
  const normalized = Array.isArray(values[0]) ? values[0] : undefined;
  const first: unknown = normalized === undefined ? values[0] : normalized[0];
  const target = asTarget(first, values[1]);
  if (target === undefined || Boolean(target.path)) return connect.apply(this, values);
  const host = target.host ?? 'localhost';
  const way = wayTo(host);
  if (way.to === 'world') return connect.apply(this, values);
  if (way.to === 'nowhere') {
    process.nextTick(() => this.destroy(refusal(host)));
    return this;
  }
  const redirected = { ...target, host: '127.0.0.1', port: way.port, lookup: undefined };
  if (normalized !== undefined) {
    normalized[0] = redirected;
    return connect.apply(this, values);
  }
  const callback = values.find((value) => typeof value === 'function');
  return connect.apply(this, callback === undefined ? [redirected] : [redirected, callback]);
};
net.Socket.prototype.connect = rehearsedConnect as unknown as typeof net.Socket.prototype.connect;

/** `connect(options)`, `connect(port, host)`, `connect(path)`. */
function asTarget(first: unknown, second: unknown): Target | undefined {
  if (typeof first === 'object' && first !== null) return first as Target;
  if (typeof first === 'number') return { port: first, ...(typeof second === 'string' ? { host: second } : {}) };
  if (typeof first === 'string' && /^\d+$/.test(first)) return asTarget(Number(first), second);
  return undefined;
}

// Code that looks a name up by itself, and connects to the address.
const lookup = dns.lookup as unknown as (...values: unknown[]) => unknown;
const rehearsedLookup = (host: unknown, ...rest: unknown[]): unknown => {
  const callback = rest.at(-1);
  if (typeof host !== 'string' || net.isIP(host) !== 0 || typeof callback !== 'function') return lookup(host, ...rest);
  const way = wayTo(host);
  if (way.to === 'world') return lookup(host, ...rest);
  if (way.to === 'listener') return lookup('127.0.0.1', ...rest);
  process.nextTick(() => callback(refusal(host)));
  return {};
};
dns.lookup = rehearsedLookup as unknown as typeof dns.lookup;

const lookupPromise = dns.promises.lookup as unknown as (...values: unknown[]) => Promise<unknown>;
dns.promises.lookup = (async (host: string, ...rest: unknown[]) => {
  const way: Way = net.isIP(host) === 0 ? wayTo(host) : { to: 'world' };
  if (way.to === 'nowhere') throw refusal(host);
  return lookupPromise(way.to === 'listener' ? '127.0.0.1' : host, ...rest);
}) as unknown as typeof dns.promises.lookup;

// Queries to name servers, which go past `lookup`.
for (const module of [dns, dns.Resolver.prototype, dns.promises, dns.promises.Resolver.prototype]) {
  const resolvers = module as unknown as Record<string, (...values: unknown[]) => unknown>;
  const isPromise = module === dns.promises || module === dns.promises.Resolver.prototype;
  for (const name of Object.getOwnPropertyNames(resolvers).filter((key) => /^resolve/.test(key))) {
    const resolve = resolvers[name] as (...values: unknown[]) => unknown;
    resolvers[name] = function (this: unknown, host: unknown, ...rest: unknown[]): unknown {
      if (typeof host !== 'string' || wayTo(host).to !== 'nowhere') return resolve.call(this, host, ...rest);
      if (isPromise) return Promise.reject(refusal(host));
      const callback = rest.at(-1);
      process.nextTick(() => typeof callback === 'function' && callback(refusal(host)));
      return {};
    };
  }
}

// What was imported from these modules by name is the replaced function too.
syncBuiltinESMExports();
