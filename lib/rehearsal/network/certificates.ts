import { createHash, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

/** A key and the certificates that are made with it, as PEM. */
interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

const algorithm = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
const dayMs = 24 * 3600 * 1000;

/**
 * Signs certificates for host names on this machine. Its key exists in this process' memory alone, so that trusting it
 * for the length of a rehearsal trusts nobody else.
 */
export class CertificateAuthority {
  readonly #leaves = new Map<string, Promise<KeyPair>>();
  #leafKeys: { readonly publicKey: string; readonly privateKey: string } | undefined;

  private constructor(
    private readonly authority: KeyPair,
    private readonly validity: { readonly notBeforeDate: Date; readonly notAfterDate: Date },
  ) {}

  static #shared: Promise<CertificateAuthority> | undefined;

  /** The authority of this process, made with the first call. */
  static shared(): Promise<CertificateAuthority> {
    CertificateAuthority.#shared ??= CertificateAuthority.create();
    return CertificateAuthority.#shared;
  }

  static async create(): Promise<CertificateAuthority> {
    // Processes of a rehearsal read virtual time in `Date`, but certificates are checked against the machine's.
    const validity = {
      notBeforeDate: new Date(Date.now() - dayMs),
      notAfterDate: new Date(Date.now() + 30 * dayMs),
    };
    const made = await generate([{ name: 'commonName', value: 'Aviary rehearsal' }], {
      ...algorithm,
      ...validity,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    return new CertificateAuthority({ key: made.private, certificate: made.cert }, validity);
  }

  /** PEM: what a client has to trust. */
  get certificate(): string {
    return this.authority.certificate;
  }

  /** A certificate for one host name. All have one key, so that Chromium can be told to trust that key alone. */
  certificateFor(host: string): Promise<KeyPair> {
    let leaf = this.#leaves.get(host);
    if (leaf === undefined) {
      leaf = this.#sign(host);
      this.#leaves.set(host, leaf);
    }
    return leaf;
  }

  /** SHA-256 of the hosts' public key, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  async publicKeyHash(): Promise<string> {
    const { certificate } = await this.certificateFor('localhost');
    const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
    return createHash('sha256').update(key).digest('base64');
  }

  async #sign(host: string): Promise<KeyPair> {
    // The first certificate makes the key that all others share.
    if (this.#leafKeys === undefined && host !== 'localhost') await this.certificateFor('localhost');
    const made = await generate([{ name: 'commonName', value: host.length <= 64 ? host : 'rehearsal' }], {
      ...algorithm,
      ...this.validity,
      ...(this.#leafKeys === undefined ? {} : { keyPair: this.#leafKeys }),
      ca: { key: this.authority.key, cert: this.authority.certificate },
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ],
    });
    this.#leafKeys ??= { publicKey: made.public, privateKey: made.private };
    return { key: made.private, certificate: made.cert };
  }
}
