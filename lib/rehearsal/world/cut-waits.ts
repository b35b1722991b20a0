import type { Millis } from '../../engine/clock';

/**
 * How long a wait takes in real time: up to the limit itself, and hardly more beyond it. Of two waits the longer one still
 * ends later.
 */
export function cutWait(wait: Millis, limit: Millis): Millis {
  return wait <= limit ? wait : limit + (wait - limit) / 50;
}
