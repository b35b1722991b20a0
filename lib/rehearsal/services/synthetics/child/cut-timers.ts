/**
 * Runs first in the process of a canary's run: timers beyond the limit fire soon after it, and what was not waited is
 * noted when one fires. A script that hangs so meets its own deadline, in the order of its timers.
 */
import { appendFileSync } from 'node:fs';
import { cutWait } from '../../../world/cut-waits';

declare const AVIARY_CONFIGURATION: { readonly limit: number };

const { limit } = AVIARY_CONFIGURATION;
const file = process.env.AVIARY_CUT_WAITS;
const append = appendFileSync;

type Timer = (callback: (...values: unknown[]) => void, delay?: number, ...values: unknown[]) => unknown;

function cut(original: Timer): Timer {
  const patched: Timer = (callback, delay, ...values) => {
    if (typeof delay !== 'number' || delay <= limit || delay > 0x7fff_ffff) return original(callback, delay, ...values);
    const real = cutWait(delay, limit);
    return original(
      (...given) => {
        if (file !== undefined) append(file, `${delay - real}\n`);
        callback(...given);
      },
      real,
      ...values,
    );
  };
  return Object.assign(patched, original);
}

globalThis.setTimeout = cut(globalThis.setTimeout as unknown as Timer) as unknown as typeof setTimeout;
globalThis.setInterval = cut(globalThis.setInterval as unknown as Timer) as unknown as typeof setInterval;
