const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** `d-` and nine characters, as CodeDeploy names deployments; the same for the same seed and count. */
export function deploymentId(seed: number, count: number): string {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(count + 1, 0xc2b2ae35)) >>> 0;
  let id = 'd-';
  for (let i = 0; i < 9; i++) {
    // xorshift32: enough to tell deployments apart, and needs no source of randomness.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    id += alphabet[(state >>> 0) % alphabet.length];
  }
  return id;
}
