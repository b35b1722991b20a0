import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * Where browsers are led that ask for a host outside the rehearsal: it reads the host's name from the first bytes of the
 * connection, tells it, and closes the connection without an answer.
 */
export class RefusingListener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(refused: (host: string) => void) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      socket.once('data', (start) => {
        const host = serverName(start) ?? hostHeader(start);
        if (host !== undefined) refused(host);
        socket.destroy();
      });
    });
  }

  static async start(refused: (host: string) => void): Promise<RefusingListener> {
    const listener = new RefusingListener(refused);
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject);
      listener.#server.listen(0, '127.0.0.1', resolve);
    });
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The name in the `server_name` extension of a TLS ClientHello (RFC 6066); undefined where there is none. */
export function serverName(hello: Buffer): string | undefined {
  try {
    if (hello[0] !== 0x16 || hello[5] !== 0x01) return undefined;
    // Record header 5, handshake header 4, version 2, random 32; then four fields with their lengths.
    let at = 43;
    at += 1 + hello.readUInt8(at);
    at += 2 + hello.readUInt16BE(at);
    at += 1 + hello.readUInt8(at);
    const end = at + 2 + hello.readUInt16BE(at);
    at += 2;
    while (at + 4 <= end) {
      const [type, length] = [hello.readUInt16BE(at), hello.readUInt16BE(at + 2)];
      // One list, with one entry of type 0: its length follows the list's length and the type.
      if (type === 0) return hello.toString('latin1', at + 9, at + 9 + hello.readUInt16BE(at + 7));
      at += 4 + length;
    }
  } catch {
    // Cut short, or no TLS after all.
  }
  return undefined;
}

function hostHeader(request: Buffer): string | undefined {
  return /\r\nhost: *([^\r:]+)/i.exec(request.toString('latin1'))?.[1];
}
