import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatch } from '../../../lib/engine/cloudwatch';
import { Timeline } from '../../../lib/rehearsal/report/timeline';
import { trailOperations } from '../../../lib/rehearsal/services/cloudtrail/trail';
import { alarmHistory } from '../../../lib/rehearsal/services/cloudwatch/alarm-history';
import { FunctionLogs } from '../../../lib/rehearsal/services/logs/function-logs';
import { opsItemOperations } from '../../../lib/rehearsal/services/opsitems/ops-items';
import { artifactOperations } from '../../../lib/rehearsal/services/s3/run-artifacts';
import type { Canaries } from '../../../lib/rehearsal/services/synthetics/canaries';
import { Notes } from '../../../lib/rehearsal/world/notes';

const at = Date.parse('2026-11-23T12:00:30.250Z');
const account = { id: '111122223333', region: 'eu-west-1', partition: 'aws' };
const caller = { signal: new AbortController().signal };

test('logs are found by version, time and words', async () => {
  const logs = new FunctionLogs((group) => group === '/shop');
  const shop = (version: string) => ({ functionName: 'shop', version });
  logs.record('/shop', shop('11'), at, ['Error: of the version before']);
  logs.record('/shop', shop('12'), at + 1_000, ['all is well', 'Error: no price']);
  const ask = (input: object) => logs.operations.FilterLogEvents?.({ logGroupName: '/shop', ...input }, caller);
  expect(await ask({ logStreamNamePrefix: '2026/11/23/shop[12]', filterPattern: '?ERROR ?Error' })).toMatchObject({
    events: [{ message: 'Error: no price', timestamp: at + 1_000 }],
  });
  expect(await ask({ startTime: at + 2_000 })).toEqual({ events: [] });
  expect(() => ask({ logGroupName: '/other' })).toThrow('No function of the rehearsal logs into /other.');
});

test("a run's artifacts lie where Synthetics puts them", async () => {
  const directory = mkdtempSync(join(tmpdir(), 'aviary-artifacts-'));
  try {
    writeFileSync(join(directory, 'SyntheticsReport-FAILED.json'), '{}');
    const canary = {
      configuration: { name: 'page', artifactLocation: 's3://Artifacts/canary/page' },
      runs: [{ id: 'r', startedAt: at, result: { durationMs: 5, artifacts: { directory } } }],
    };
    const s3 = artifactOperations({ all: () => [canary] } as unknown as Canaries);
    const Key = 'canary/page/2026/11/23/12/00-30-250/SyntheticsReport-FAILED.json';
    expect(await s3.ListObjectsV2?.({ Bucket: 'Artifacts', Prefix: 'canary/page/2026' }, caller)).toMatchObject({
      Contents: [{ Key, Size: 2 }],
    });
    expect(await s3.ListObjectsV2?.({ Bucket: 'Other' }, caller)).toEqual({ Contents: [] });
    expect(String((await s3.GetObject?.({ Bucket: 'Artifacts', Key }, caller))?.Body)).toBe('{}');
    expect(() => s3.GetObject?.({ Bucket: 'Artifacts', Key: 'none' }, caller)).toThrow('does not exist: none');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('the history of an alarm outlives it', async () => {
  const cloudwatch = new CloudWatch({ region: account.region, account: account.id });
  const alarm = {
    AlarmName: 'Errors',
    Namespace: 'Shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  };
  cloudwatch.putMetricAlarm(alarm, at);
  cloudwatch.setAlarmState('Errors', 'ALARM', 'by hand', at + 1_000);
  cloudwatch.deleteAlarms(['Errors'], at + 2_000);
  const describe = alarmHistory(cloudwatch);
  const { AlarmHistoryItems: [item] = [] } = await describe(
    { AlarmName: 'Errors', HistoryItemType: 'StateUpdate', StartDate: new Date(at) },
    caller,
  );
  expect(item).toMatchObject({ AlarmName: 'Errors', AlarmType: 'MetricAlarm', Timestamp: new Date(at + 1_000) });
  expect(JSON.parse(item?.HistoryData ?? '')).toMatchObject({
    newState: { stateValue: 'ALARM', stateReason: 'by hand' },
  });
  const later = await describe({ StartDate: new Date(at + 3_000) }, caller);
  expect(later.AlarmHistoryItems).toEqual([]);
});

test('CloudTrail has the update of a stack after five minutes', async () => {
  const timeline = new Timeline();
  timeline.record({ at, actor: 'cloudformation', event: 'stack Shop', status: 'UPDATE_IN_PROGRESS' });
  let now = at + 60_000;
  const notes = new Notes();
  const { LookupEvents } = trailOperations({ account, timeline, notes, now: () => now });
  const ask = () =>
    LookupEvents?.({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'ExecuteChangeSet' }] }, caller);
  expect(await ask()).toEqual({ Events: [] });
  now = at + 300_000;
  expect(await ask()).toMatchObject({ Events: [{ EventName: 'ExecuteChangeSet', Username: 'aws-cdk-rehearsal' }] });
  expect(notes.assumptions.map(({ name }) => name)).toEqual(['CloudTrail']);
});

test('one OpsItem for each string of deduplication', async () => {
  const timeline = new Timeline();
  const { CreateOpsItem } = opsItemOperations(timeline, () => at);
  const item = (dedupString: string) => ({
    Title: 'Shop: the release was rolled back',
    Description: 'd',
    Source: 's',
    OperationalData: { '/aws/dedup': { Value: JSON.stringify({ dedupString }) } },
  });
  await CreateOpsItem?.(item('d-1'), caller);
  expect(() => CreateOpsItem?.(item('d-1'), caller)).toThrow('already exists');
  await CreateOpsItem?.(item('d-2'), caller);
  expect(timeline.entries(at).map(({ event }) => event)).toEqual(['OpsItem opened', 'OpsItem opened']);
});
