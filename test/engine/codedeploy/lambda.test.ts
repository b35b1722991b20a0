import { CodeDeployError, type DeploymentEvent } from '../../../lib/engine/codedeploy';
import messages from '../../conformance/message-formats.json';
import { group, LambdaService, MINUTE, revision, SECOND } from './lambda-service';

const statuses = (events: readonly DeploymentEvent[], id: string) =>
  Object.fromEntries(events.filter((e) => e.deploymentId === id).map((e) => [e.event, e.status]));

describe('a traffic shift', () => {
  test('moves the alias by weight and then over, hooks before and after', async () => {
    const service = new LambdaService();
    service.alarms.set('errors', 'OK');
    const weights: unknown[] = [];
    service.onHook = (hook) => {
      weights.push([hook.event, hook.functionName, service.live]);
      service.reportAfter(hook, 3 * SECOND, 'Succeeded');
    };
    const id = service.codeDeploy.createDeployment(
      group(),
      revision({ beforeHook: 'checkBefore', afterHook: 'checkAfter' }),
    );
    expect(id).toMatch(/^d-[A-Z0-9]{9}$/);
    await service.runFor(2 * MINUTE);
    expect(service.live).toEqual({ version: '1', additional: { version: '2', weight: 0.1 } });
    await service.runToEnd();
    expect(service.live).toEqual({ version: '2' });
    expect(weights).toEqual([
      ['BeforeAllowTraffic', 'checkBefore', { version: '1' }],
      ['AfterAllowTraffic', 'checkAfter', { version: '2' }],
    ]);
    expect(statuses(service.events, id)).toEqual({
      deployment: 'Succeeded',
      BeforeAllowTraffic: 'Succeeded',
      AllowTraffic: 'Succeeded',
      AfterAllowTraffic: 'Succeeded',
    });
  });

  test('linear: ten steps, nine waits, nothing after 100 %', async () => {
    const service = new LambdaService();
    const id = service.codeDeploy.createDeployment(
      group({ routing: { type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 1 } }),
      revision(),
    );
    await service.runToEnd();
    const shifts = service.events.filter((e) => e.weight !== undefined);
    expect(shifts.map((e) => e.weight)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    const [first] = shifts;
    expect(shifts.map((e) => e.at - (first?.at ?? 0))).toEqual(shifts.map((_, step) => step * MINUTE));
    const end = service.codeDeploy.getDeployment(id).completeTime ?? 0;
    expect(end - (shifts.at(-1)?.at ?? 0)).toBeLessThan(2 * SECOND);
  });

  test('all at once: one shift', async () => {
    const service = new LambdaService();
    service.codeDeploy.createDeployment(group({ routing: { type: 'AllAtOnce' } }), revision());
    await service.runToEnd();
    expect(service.events.filter((e) => e.weight !== undefined).map((e) => e.weight)).toEqual([1]);
    expect(service.live).toEqual({ version: '2' });
  });
});

describe('an alarm during the shift', () => {
  async function alarmAt(time: number, changes: Parameters<typeof group>[0] = {}) {
    const service = new LambdaService();
    service.alarms.set('errors', 'OK').set('latency', 'OK');
    const id = service.codeDeploy.createDeployment(group({ alarms: ['errors', 'latency'], ...changes }), revision());
    await service.runFor(time);
    service.alarms.set('errors', 'ALARM').set('latency', 'ALARM');
    await service.runToEnd();
    return { service, id, deployment: service.codeDeploy.getDeployment(id) };
  }

  test('stops it at the next poll, says which, and rolls back without hooks or alarms', async () => {
    const { service, id, deployment } = await alarmAt(2 * MINUTE + 1);
    expect(deployment.status).toBe('Stopped');
    expect((deployment.completeTime ?? 0) - deployment.createTime).toBe(2 * MINUTE + 15 * SECOND);
    expect(deployment.error).toEqual({
      code: 'ALARM_ACTIVE',
      message: messages.codedeploy.ALARM_ACTIVE.replace(/\{.*\}/, '<errors> <latency>'),
    });
    expect(statuses(service.events, id)).toEqual({
      deployment: 'Stopped',
      BeforeAllowTraffic: 'Succeeded',
      AllowTraffic: 'Failed',
      AfterAllowTraffic: 'Skipped',
    });
    const rollback = service.codeDeploy.getDeployment(deployment.rollbackInfo?.rollbackDeploymentId ?? '');
    expect(rollback).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback', rollbackOf: id });
    expect((rollback.completeTime ?? 0) - rollback.createTime).toBe(2 * SECOND);
    expect(statuses(service.events, rollback.id)).toEqual({
      deployment: 'Succeeded',
      BeforeAllowTraffic: 'Succeeded',
      AllowTraffic: 'Succeeded',
      AfterAllowTraffic: 'Succeeded',
    });
    const fill = (text: string) => text.replace('{stopped}', id).replace('{rollback}', rollback.id);
    expect(deployment.rollbackInfo?.rollbackMessage).toBe(fill(messages.codedeploy.rollbackMessage_on_stopped));
    expect(rollback.rollbackInfo?.rollbackMessage).toBe(fill(messages.codedeploy.rollbackMessage_on_rollback));
    expect(service.live).toEqual({ version: '1' });
  });

  test('leaves the alias split where the group does not roll back on alarms; the next deployment then fails', async () => {
    const { service } = await alarmAt(2 * MINUTE, { autoRollback: ['DEPLOYMENT_FAILURE'] });
    expect(service.live).toEqual({ version: '1', additional: { version: '2', weight: 0.1 } });
    expect(service.codeDeploy.listDeployments()).toHaveLength(1);
    service.alarms.set('errors', 'OK').set('latency', 'OK');
    const next = service.codeDeploy.createDeployment(group(), revision({ targetVersion: '3' }));
    await service.runToEnd();
    expect(service.codeDeploy.getDeployment(next)).toMatchObject({
      status: 'Failed',
      error: {
        code: 'INVALID_LAMBDA_CONFIGURATION',
        message: messages.codedeploy.INVALID_LAMBDA_CONFIGURATION,
      },
    });
  });

  test('does nothing where the alarm configuration is ignored', async () => {
    const { deployment } = await alarmAt(2 * MINUTE, { alarmsEnabled: false });
    expect(deployment.status).toBe('Succeeded');
  });

  test('stops it during a hook too', async () => {
    const service = new LambdaService();
    const id = service.codeDeploy.createDeployment(group(), revision({ beforeHook: 'slow' }));
    await service.runFor(MINUTE);
    service.alarms.set('errors', 'ALARM');
    await service.runToEnd();
    expect(statuses(service.events, id)).toMatchObject({
      deployment: 'Stopped',
      BeforeAllowTraffic: 'Failed',
      AllowTraffic: 'Skipped',
    });
  });
});

describe('alarms that cannot be read', () => {
  const throttled = () => {
    throw new Error('Rate exceeded');
  };

  test('stop the deployment', async () => {
    const service = new LambdaService({ alarmState: throttled });
    const id = service.codeDeploy.createDeployment(group(), revision());
    await service.runToEnd();
    const { status, error } = service.codeDeploy.getDeployment(id);
    expect(status).toBe('Stopped');
    expect(error?.message).toContain('Rate exceeded');
  });

  test('are ignored with ignorePollAlarmFailure', async () => {
    const service = new LambdaService({ alarmState: throttled });
    const id = service.codeDeploy.createDeployment(group({ ignorePollAlarmFailure: true }), revision());
    await service.runToEnd();
    expect(service.codeDeploy.getDeployment(id).status).toBe('Succeeded');
  });

  test('an unknown alarm name is ignored by default, and fails the poll by the other assumption', async () => {
    const ignored = new LambdaService();
    const first = ignored.codeDeploy.createDeployment(group({ alarms: ['nobody'] }), revision());
    await ignored.runToEnd();
    expect(ignored.codeDeploy.getDeployment(first).status).toBe('Succeeded');
    const failing = new LambdaService({ assumptions: { unknownAlarm: 'poll-failure' } });
    const second = failing.codeDeploy.createDeployment(group({ alarms: ['nobody'] }), revision());
    await failing.runToEnd();
    expect(failing.codeDeploy.getDeployment(second).status).toBe('Stopped');
  });
});

describe('hooks', () => {
  test('a hook that reports Failed fails the deployment before any traffic', async () => {
    const service = new LambdaService();
    service.onHook = (hook) => service.reportAfter(hook, SECOND, 'Failed');
    const id = service.codeDeploy.createDeployment(group(), revision({ beforeHook: 'check' }));
    await service.runToEnd();
    expect(service.codeDeploy.getDeployment(id)).toMatchObject({
      status: 'Failed',
      weight: 0,
      error: { code: 'HOOK_EXECUTION_FAILURE', message: messages.codedeploy.HOOK_EXECUTION_FAILURE },
    });
    expect(service.codeDeploy.listDeployments()).toHaveLength(2);
  });

  test('a hook that never reports fails it after an hour', async () => {
    const service = new LambdaService();
    const id = service.codeDeploy.createDeployment(group(), revision({ beforeHook: 'silent' }));
    await service.runToEnd();
    const deployment = service.codeDeploy.getDeployment(id);
    expect(deployment).toMatchObject({ status: 'Failed', error: { code: 'TIMEOUT' } });
    const [hook] = service.invoked;
    expect((deployment.completeTime ?? 0) - (hook?.at ?? 0)).toBe(3600 * SECOND);
  });

  test('a hook that cannot be invoked fails it with the reason', async () => {
    const service = new LambdaService();
    service.onHook = () => {
      throw new Error('Function not found: check');
    };
    const id = service.codeDeploy.createDeployment(group(), revision({ beforeHook: 'check' }));
    await service.runToEnd();
    expect(service.codeDeploy.getDeployment(id).error?.message).toContain('Function not found: check');
  });

  test('what a callback may not say is refused by the name of the exception', async () => {
    const service = new LambdaService();
    const id = service.codeDeploy.createDeployment(group(), revision({ beforeHook: 'check' }));
    await service.runFor(10 * SECOND);
    const [hook] = service.invoked;
    const call = { deploymentId: id, lifecycleEventHookExecutionId: hook?.lifecycleEventHookExecutionId ?? '' };
    const put = (changes: object) => () =>
      service.codeDeploy.putLifecycleEventHookExecutionStatus({ ...call, status: 'Succeeded', ...changes });
    const name = (code: string) => expect.objectContaining({ name: code });
    expect(put({ status: 'Skipped' })).toThrow(name('InvalidLifecycleEventHookExecutionStatusException'));
    expect(put({ lifecycleEventHookExecutionId: 'x' })).toThrow(name('InvalidLifecycleEventHookExecutionIdException'));
    expect(put({ deploymentId: 'd-000000000' })).toThrow(name('DeploymentDoesNotExistException'));
    expect(put({})()).toBe(call.lifecycleEventHookExecutionId);
    expect(put({})).toThrow(name('LifecycleEventAlreadyCompletedException'));
  });
});

describe('stopping by hand', () => {
  test.each([
    [['DEPLOYMENT_STOP_ON_REQUEST' as const], undefined, { version: '1' }],
    [[], undefined, { version: '1', additional: { version: '2', weight: 0.1 } }],
    [[], true, { version: '1' }],
  ])('auto-rollback %j, autoRollbackEnabled %s: the alias ends at %j', async (autoRollback, asked, alias) => {
    const service = new LambdaService();
    const id = service.codeDeploy.createDeployment(group({ autoRollback }), revision());
    await service.runFor(MINUTE);
    service.codeDeploy.stopDeployment(id, asked);
    await service.runToEnd();
    expect(service.codeDeploy.getDeployment(id)).toMatchObject({ status: 'Stopped', error: { code: 'MANUAL_STOP' } });
    expect(service.live).toEqual(alias);
    expect(() => service.codeDeploy.stopDeployment(id)).toThrow(CodeDeployError);
  });
});

describe('what CodeDeploy refuses', () => {
  test('a second deployment of a group while one is in progress', async () => {
    const service = new LambdaService();
    service.codeDeploy.createDeployment(group(), revision());
    expect(() => service.codeDeploy.createDeployment(group(), revision())).toThrow(
      expect.objectContaining({ name: 'DeploymentLimitExceededException' }),
    );
    expect(() => service.codeDeploy.createDeployment(group({ name: 'Other' }), revision())).not.toThrow();
  });

  test('an alias that has moved elsewhere, and a target that is the current version', async () => {
    const service = new LambdaService();
    service.aliases.set('orders:live', { version: '7' });
    const moved = service.codeDeploy.createDeployment(group(), revision());
    await service.runToEnd();
    const same = service.codeDeploy.createDeployment(group(), revision({ currentVersion: '7', targetVersion: '7' }));
    await service.runToEnd();
    for (const id of [moved, same]) {
      expect(service.codeDeploy.getDeployment(id).error?.code).toBe('INVALID_LAMBDA_CONFIGURATION');
    }
    expect(service.live).toEqual({ version: '7' });
  });
});
