import { invokeAgain } from '../hooks/invoke-again';
import { claimReport, keepReport, releaseReport } from './claim-report';
import { sentence } from './evidence';
import { findDeployments } from './find-deployment';
import { findServiceDeployment } from './find-service-deployment';
import { gatherEvidence } from './gather-evidence';
import { openOpsItem } from './open-ops-item';
import type { Release } from './release';
import { attemptOf, ReportEvent } from './report-event';
import { publishReport } from './send-report';
import { tellChat } from './tell-chat';

/** A release that goes on is looked at each minute for half an hour, then each quarter, until the longest one is over. */
const MINUTES = 30;
const QUARTERS = 280;

/** Reports of this process, for the case that no token can be had. */
const sent = new Set<string>();

/**
 * Reports a release that did not get through, once: whichever event comes first, however often they come. An event about a
 * release that still goes on is looked into again a minute later.
 */
export async function reportRelease(event: unknown, context: { readonly invokedFunctionArn: string }): Promise<string> {
  const parsed = ReportEvent.safeParse(event);
  // The token of a report that was sent, at the end of its time.
  if (!parsed.success) return 'nothing to report';
  const releases = process.env.SERVICE ? await findServiceDeployment(parsed.data) : await findDeployments(parsed.data);
  if (releases.length === 0) return 'no release';
  const functionArn = context.invokedFunctionArn;
  const round = { functionArn, attempt: attemptOf(parsed.data), event: parsed.data };
  const answers: string[] = [];
  // One after the other: two releases of one guard are rare, and their failures are theirs.
  for (const release of releases) answers.push(await look(release, round));
  return answers.join('; ');
}

interface Round {
  readonly functionArn: string;
  readonly attempt: number;
  readonly event: ReportEvent;
}

async function look(release: Release, round: Round): Promise<string> {
  const { token, state, deployment } = release;
  if (state === 'succeeded') return `${deployment.id} succeeded`;
  if (state === 'stopped') return await once(release, round);
  if (round.attempt >= MINUTES + QUARTERS) return `${deployment.id} is still ${deployment.status}`;
  await invokeAgain({
    name: `${token}-report-${round.attempt + 1}`,
    functionArn: round.functionArn,
    payload: { ...pointerTo(release, round), attempt: round.attempt + 1 },
    seconds: round.attempt < MINUTES ? 60 : 15 * 60,
  });
  return `${deployment.id} is still ${deployment.status}`;
}

/** What a later invocation finds the same release by. */
function pointerTo({ deployment }: Release, { event }: Round): object {
  return 'serviceRevisionArn' in event
    ? { serviceRevisionArn: event.serviceRevisionArn }
    : { deploymentId: deployment.id };
}

async function once(release: Release, round: Round): Promise<string> {
  const { token } = release;
  const { functionArn, event } = round;
  const claim = sent.has(token)
    ? 'taken'
    : await claimReport(token, {
        functionArn,
        payload: pointerTo(release, round),
        isExpired: 'expired' in event && event.expired,
      });
  if (claim === 'taken') return `${token} was reported`;
  const notes =
    claim === 'mine' ? [] : [`This may come more than once: its token could not be made (${claim.untold}).`];
  const evidence = await gatherEvidence(release, notes);
  const message = await publishReport(evidence).catch(async (error: unknown) => {
    if (claim === 'mine') await releaseReport(token);
    throw error;
  });
  sent.add(token);
  // People have been told: what fails from here on is no reason to tell them again.
  await attempt('the token was not kept', async () => {
    if (claim === 'mine') await keepReport(token, functionArn);
  });
  await attempt('no OpsItem was opened', () => openOpsItem(evidence, message));
  await attempt('the chat was not told', () => tellChat(message));
  return `reported ${token}`;
}

async function attempt(otherwise: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(`${otherwise}: ${sentence(error)}`);
  }
}
