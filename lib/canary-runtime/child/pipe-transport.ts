import type { Readable, Writable } from 'node:stream';
import type { ConnectionTransport } from 'puppeteer-core';

/** Sees a message of the browser before puppeteer does; returns true where it was its own alone. */
export type Observer = (message: string) => boolean;

/** What a command becomes before the browser gets it. */
export type Outgoing = (message: string) => string;

/**
 * The DevTools protocol over the two pipes of a browser process. The browser ends with them, so that none outlives
 * its run; and what it tells can be observed without a second session.
 */
export class PipeTransport implements ConnectionTransport {
  onmessage?: (message: string) => void;
  onclose?: () => void;
  closed = false;
  #pending: Buffer[] = [];

  constructor(
    private readonly output: Writable,
    input: Readable,
    private readonly observe: Observer,
    private readonly outgoing: Outgoing,
  ) {
    input.on('data', (chunk: Buffer) => this.#take(chunk));
    input.on('close', () => {
      this.closed = true;
      this.onclose?.();
    });
    input.on('error', () => {});
    output.on('error', () => {});
  }

  send(message: string): void {
    this.output.write(`${this.outgoing(message)}\0`);
  }

  close(): void {
    this.output.end();
  }

  #take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      this.#pending.push(chunk.subarray(start, end));
      const message = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending);
      this.#pending = [];
      start = end + 1;
      const text = (message ?? chunk).toString('utf8');
      if (!this.observe(text)) this.onmessage?.(text);
    }
    if (start < chunk.length) this.#pending.push(chunk.subarray(start));
  }
}
