import * as z from 'zod/mini';
import { scheduleReport } from './schedule-report';
import { settings } from './settings';
import { startCanaries } from './start-canaries';
import { synthetics } from './synthetics-client';

/** What EventBridge sends of a deployment that has begun, as far as it matters. */
const StartEvent = z.object({ detail: z.object({ deploymentId: z.string() }) });

/** A deployment of servers has begun: no hook of theirs invokes a function, so this starts what watches them. */
export async function handler(event: unknown): Promise<void> {
  const { deploymentId } = StartEvent.parse(event).detail;
  await scheduleReport(deploymentId);
  await startCanaries(synthetics, settings('PINNED_CANARIES'));
}
