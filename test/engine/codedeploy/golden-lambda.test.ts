import started from '../../conformance/golden/codedeploy-lambda-alarm-active-at-start.json';
import canary from '../../conformance/golden/codedeploy-lambda-canary10-5min-success-no-hooks.json';
import { group, LambdaService, revision, SECOND, start } from './lambda-service';

const within = (value: number, [from = 0, to = 0]: readonly number[]) => {
  expect(value).toBeGreaterThanOrEqual(from);
  expect(value).toBeLessThanOrEqual(to);
};

test(canary.title, async () => {
  const service = new LambdaService();
  service.aliases.set('orders:live', { version: '5' });
  service.alarms.set('errors', 'OK');
  const polled = new Map<number, unknown>();
  for (const { t_offset_s, actor } of canary.timeline) {
    if (actor === 'poller')
      service.clock.at(start + t_offset_s * SECOND, () => void polled.set(t_offset_s, service.live));
  }
  const id = service.codeDeploy.createDeployment(group(), revision({ currentVersion: '5', targetVersion: '9' }));
  await service.runFor(310 * SECOND);
  const split = { version: '5', additional: { version: '9', weight: 0.1 } };
  const deployment = service.codeDeploy.getDeployment(id);
  expect(deployment.status).toBe(canary.final.deployment.status);
  within(((deployment.completeTime ?? 0) - start) / SECOND, canary.tolerances.total_s);
  const shifts = service.events.filter((e) => e.weight !== undefined);
  within(((shifts[0]?.at ?? 0) - start) / SECOND, canary.tolerances.first_shift_after_start_s);
  // must: hold-300
  expect((shifts[1]?.at ?? 0) - (shifts[0]?.at ?? 0)).toBe(300 * SECOND);
  expect(polled.get(17.8)).toEqual(split);
  expect(polled.get(291.8)).toEqual(split);
  expect(polled.get(308.8)).toEqual({ version: canary.final.alias.functionVersion });
});

test(started.title, async () => {
  const service = new LambdaService();
  service.aliases.set('orders:live', { version: '5' });
  service.alarms.set('api-5xx', 'ALARM').set('errores', 'ALARM');
  const id = service.codeDeploy.createDeployment(
    group({ alarms: started.configuration.alarms }),
    revision({ currentVersion: '5', targetVersion: '9', beforeHook: 'check' }),
  );
  await service.runToEnd();
  const deployment = service.codeDeploy.getDeployment(id);
  expect(deployment.status).toBe('Stopped');
  expect(deployment.error?.code).toBe('ALARM_ACTIVE');
  expect(deployment.error?.message).toContain('<api-5xx> <errores>');
  within(((deployment.completeTime ?? 0) - start) / SECOND, started.tolerances.start_to_stop_s);
  // must: check-at-start
  expect(service.invoked).toEqual([]);
  expect(service.events.filter((e) => e.weight !== undefined)).toEqual([]);
  // must: rollback-created-anyway
  const rollback = service.codeDeploy.getDeployment(deployment.rollbackInfo?.rollbackDeploymentId ?? '');
  expect(rollback.status).toBe('Succeeded');
  expect(service.live).toEqual({ version: started.final.alias.functionVersion });
});
