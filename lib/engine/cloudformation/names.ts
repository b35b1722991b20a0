const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Characters that follow from a text alone: names must be the same on every run. FNV-1a, then xorshift. */
function characters(text: string, count: number, from: string): string {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  if (state === 0) state = 1;
  let result = '';
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    result += from[(state >>> 0) % from.length];
  }
  return result;
}

/** A physical name as CloudFormation makes it: `stack-LogicalId-1A2B3C4D5E6F`, cut in the middle to fit. */
export function physicalName(stack: string, logicalId: string, serial: number, maximumLength: number): string {
  const suffix = characters(`${stack}/${logicalId}/${serial}`, 12, alphabet);
  const room = Math.max(0, maximumLength - suffix.length - 1);
  const whole = `${stack}-${logicalId}`;
  if (whole.length <= room) return `${whole}-${suffix}`;
  const half = Math.floor((room - 1) / 2);
  return `${stack.slice(0, Math.max(1, room - 1 - Math.min(logicalId.length, half)))}-${logicalId.slice(0, half)}-${suffix}`;
}

/** A UUID's form, made of a text. */
export function token(text: string): string {
  const hex = characters(text, 32, '0123456789abcdef');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
