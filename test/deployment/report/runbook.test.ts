import type { AlarmEvidence, DeploymentEvidence } from '../../../lib/deployment/report/evidence';
import { runbookOf } from '../../../lib/deployment/report/runbook';

const stopped: DeploymentEvidence = {
  id: 'd-1',
  status: 'Stopped',
  code: 'ALARM_ACTIVE',
  message: 'alarms',
  started: '2026-11-23T12:00:00.000Z',
  rollback: 'd-2',
};

const alarm = (since: string): AlarmEvidence => ({
  name: 'Shop-v2',
  reason: '',
  named: true,
  advisory: false,
  datapoints: [],
  since,
});

const during = [alarm('2026-11-23T12:04:00.000Z')];
const before = [alarm('2026-11-23T11:59:00.000Z')];

test.each<[string, Partial<DeploymentEvidence>, boolean, AlarmEvidence[], string]>([
  ['an alarm during the shift', {}, false, during, 'rolled-back'],
  ['an alarm from before', {}, false, before, 'alarm-red-before-start'],
  ['a hook that refused it', { code: 'HOOK_EXECUTION_FAILURE' }, true, [], 'hook-failed'],
  ['a hook that never answered', { code: 'TIMEOUT' }, true, [], 'deployment-stuck'],
  ['no way back', { rollback: undefined }, false, during, 'rollback-failed'],
  ['a rollback that failed', { rollbackFailed: 'no permission' }, false, during, 'rollback-failed'],
])('%s: the page is the one to begin with', (_, deployment, byHook, alarms, page) => {
  const url = 'https://wiki.example.com/runbooks/rolled-back.md';
  expect(runbookOf(url, { ...stopped, ...deployment }, byHook, { value: alarms })).toBe(
    `https://wiki.example.com/runbooks/${page}.md`,
  );
});

test('without the alarms it is the page of the rollback, which leads on', () => {
  const url = "runbooks/ecs-rolled-back.md (with this guard's names: https://console)";
  expect(runbookOf(url, stopped, false, { missing: 'AccessDenied' })).toBe(url);
});
