import type { Rehearsal, TimelineEntry } from '../../../lib/rehearsal';

const entry = (
  t: number,
  actor: TimelineEntry['actor'],
  event: string,
  more: Partial<TimelineEntry> = {},
): TimelineEntry => ({
  t,
  at: new Date(Date.UTC(2026, 0, 5, 9) + t * 1_000).toISOString(),
  actor,
  event,
  ...more,
});

const pinned = (t: number, status = 'PASSED') => entry(t, 'synthetics', 'shop-page-pinned run', { status });

/** A release that an alarm stopped. */
export const stopped: Rehearsal = {
  name: 'one <checkout> in five fails',
  ok: true,
  outcome: 'rolled-back',
  stoppedBy: 'alarm',
  reason: 'Shop-ErrorRate-v2 was in ALARM',
  measured: true,
  trigger: [
    {
      alarm: 'Shop-ErrorRate-v2',
      logicalId: 'ShopErrorRate',
      reason:
        'Threshold Crossed: 2 out of the last 3 datapoints [4.1 (05/01/26 09:02:00), 6.0 (05/01/26 09:01:00)] were greater than the threshold (1.0).',
      at: 195,
      runbook: 'https://wiki.example.com/error-rate',
    },
  ],
  deployment: { id: 'd-1', status: 'Stopped', errorCode: 'ALARM_ACTIVE', message: 'One or more alarms' },
  requests: { baseline: 4_784, candidate: 412, candidateFailed: 14, candidateHarmed: 20 },
  timeline: [
    entry(-18, 'scenario', 'release begins'),
    entry(-18, 'cloudformation', 'stack Shop', { status: 'UPDATE_IN_PROGRESS' }),
    entry(-14, 'cloudformation', 'Function', { status: 'UPDATE_COMPLETE' }),
    entry(0, 'codedeploy', 'AllowTraffic', {
      status: 'InProgress',
      weight: 0.1,
      detail: 'd-1 10 % of traffic to version 2',
    }),
    pinned(58),
    pinned(118),
    pinned(178, 'FAILED'),
    entry(195, 'cloudwatch', 'Shop-ErrorRate-v2', { status: 'ALARM', detail: 'Threshold Crossed' }),
    entry(207, 'codedeploy', 'deployment', { status: 'Stopped', detail: 'd-1 ALARM_ACTIVE' }),
    entry(209, 'codedeploy', 'rollback deployment', { status: 'Succeeded', detail: 'd-2' }),
    entry(240, 'cloudformation', 'stack Shop', { status: 'UPDATE_ROLLBACK_COMPLETE' }),
  ],
  expectations: [{ key: 'outcome', want: 'rolled-back', got: 'rolled-back', ok: true }],
  assumptions: [{ name: 'publishDelay', value: '1 m', why: 'AWS publishes no figure.' }],
  findings: ['The function Orders has layers.'],
  traffic: [0, 60, 120, 180].map((t) => ({
    t,
    weight: 0.1,
    baseline: { requests: 1_000, failed: 0, p99: 12 },
    candidate: { requests: 100, failed: 4, p99: 15 },
  })),
  alarms: [
    {
      alarm: 'Shop-ErrorRate-v2',
      composite: false,
      changes: [
        { t: 14, state: 'OK', reason: 'quiet' },
        { t: 195, state: 'ALARM', reason: 'Threshold Crossed' },
      ],
    },
  ],
  messages: [{ t: 200, topic: 'Reports', subject: 'Shop: the release was rolled back', text: 'Shop: …' }],
  canaryRuns: [
    {
      canary: 'shop-page-pinned',
      t: 178,
      status: 'FAILED',
      reason: 'no <button>',
      durationMs: 900,
      steps: [{ name: 'buy', status: 'FAILED', failureReason: 'no button' }],
      screenshots: ['screenshots/1/buy-failed.png'],
    },
  ],
  durations: { virtual: 587, real: 9.8 },
};
