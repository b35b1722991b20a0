/** The text of a value where CloudFormation wants a string; `undefined` for lists and objects. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Base64 of the UTF-8 bytes of a text. */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * Fn::Cidr: the first `count` blocks of `2^cidrBits` addresses in an IPv4 or IPv6 block; `undefined` where the block is
 * malformed or too small.
 */
export function cidrBlocks(block: string, count: number, cidrBits: number): readonly string[] | undefined {
  const [address, prefixText] = block.split('/');
  const prefix = Number(prefixText);
  const v6 = block.includes(':');
  const width = v6 ? 128 : 32;
  const base = v6 ? parseIpv6(address ?? '') : parseIpv4(address ?? '');
  if (base === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > width) return undefined;
  if (cidrBits < 1 || width - cidrBits < prefix || count > 2 ** (width - cidrBits - prefix)) return undefined;
  const size = 1n << BigInt(cidrBits);
  const hostBits = BigInt(width - prefix);
  const first = (base >> hostBits) << hostBits;
  return Array.from({ length: count }, (_, index) => {
    const start = first + size * BigInt(index);
    return `${v6 ? printIpv6(start) : printIpv4(start)}/${width - cidrBits}`;
  });
}

function parseIpv4(text: string): bigint | undefined {
  const bytes = text.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((b) => !Number.isInteger(b) || b < 0 || b > 255)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function printIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

function parseIpv6(text: string): bigint | undefined {
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (groups.some((g) => !/^[0-9a-f]{1,4}$/i.test(g))) return undefined;
  return groups.reduce((sum, group) => sum * 65536n + BigInt(Number.parseInt(group, 16)), 0n);
}

function printIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const zeros = /(?:^|:)0(?::0)+$/;
  const text = groups.join(':');
  return zeros.test(text) ? text.replace(zeros, '::') : text;
}
