import { SyntheticsClient } from '@aws-sdk/client-synthetics';

/** A guard may have many canaries, and asks for all of them at once: to be throttled is no reason to refuse a release. */
export const synthetics = new SyntheticsClient({ maxAttempts: 10 });
