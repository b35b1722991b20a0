import { VirtualClock } from '../../../lib/engine/clock';
import {
  type DeploymentGroup,
  EcsCodeDeploy,
  type EcsDeploymentEvent,
  type EcsHookInvocation,
  type EcsRevision,
  predefinedConfig,
} from '../../../lib/engine/codedeploy';
import golden from '../../conformance/golden/codedeploy-ecs-linear10-1min-success.json';

const SECOND = 1_000;
const MINUTE = 60_000;
const start = Date.UTC(2026, 7, 9, 1, 51, 20);

/** An ECS service under CodeDeploy, as its listeners and task sets show it. */
class Service {
  readonly clock = new VirtualClock(start);
  readonly alarms = new Map<string, 'OK' | 'ALARM'>([['5xx', 'OK']]);
  readonly events: EcsDeploymentEvent[] = [];
  readonly hooks: EcsHookInvocation[] = [];
  readonly weights: { at: number; weight: number }[] = [];
  readonly log: string[] = [];
  readonly codeDeploy = new EcsCodeDeploy({
    clock: this.clock,
    alarmState: (name) => this.alarms.get(name),
    invokeHook: (hook) => this.hooks.push(hook),
    startTaskSet: (_, taskDefinition) => void this.log.push(`start ${taskDefinition}`),
    setWeight: (_, weight) => void this.weights.push({ at: (this.clock.now() - start) / SECOND, weight }),
    setTestTraffic: (_, to) => void this.log.push(`test ${to}`),
    stopTaskSet: (_, which) => void this.log.push(`stop ${which}`),
    emit: (event) => this.events.push(event),
  });

  deploy(revision: Partial<EcsRevision> = {}, group: Partial<DeploymentGroup> = {}): string {
    return this.codeDeploy.createDeployment(
      {
        application: 'Shop',
        name: 'ShopGroup',
        routing: predefinedConfig('CodeDeployDefault.ECSLinear10PercentEvery1Minutes') ?? { type: 'AllAtOnce' },
        alarms: ['5xx'],
        alarmsEnabled: true,
        ignorePollAlarmFailure: false,
        autoRollback: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
        ...group,
      },
      {
        cluster: 'c',
        service: 's',
        taskDefinition: 'shop:2',
        currentTaskDefinition: 'shop:1',
        testListener: true,
        replacement: { healthyAfter: 120 * SECOND },
        ...revision,
      },
    );
  }

  async runFor(time: number): Promise<void> {
    await this.clock.runUntil(() => false, this.clock.now() + time);
  }

  statuses(id: string): Record<string, string> {
    return Object.fromEntries(this.codeDeploy.getDeployment(id).events.map((e) => [e.name, e.status]));
  }
}

const within = (value: number, [from = 0, to = 0]: readonly number[]) => {
  expect(value).toBeGreaterThanOrEqual(from);
  expect(value).toBeLessThanOrEqual(to);
};

test(golden.title, async () => {
  const service = new Service();
  // The time before the first shift depends on the service: it is the recorded run's.
  const id = service.deploy({
    replacement: { healthyAfter: golden.durations.pre_shift_s_about * SECOND - 4.2 * SECOND },
    terminationWait: golden.configuration.terminateBlue.wait_min * MINUTE,
  });
  let whenShifted: unknown;
  service.clock.at(start + 761 * SECOND, () => {
    whenShifted = [service.codeDeploy.getDeployment(id).status, service.statuses(id)];
  });
  await service.runFor(20 * MINUTE);
  const deployment = service.codeDeploy.getDeployment(id);
  expect({ status: deployment.status, creator: deployment.creator }).toEqual(golden.final.deployment);
  // Each event begins where the one before it ended, in the recorded order; none overlaps another.
  expect(deployment.events.map(({ name }) => name)).toEqual(Object.keys(golden.final.lifecycle));
  deployment.events.slice(1).forEach(({ startTime }, index) => {
    expect(startTime).toBe(deployment.events[index]?.endTime);
  });
  expect(service.statuses(id)).toEqual(golden.final.lifecycle);

  expect(service.weights).toHaveLength(golden.tolerances.steps);
  service.weights.slice(1).forEach(({ at }, index) => {
    within(at - (service.weights[index]?.at ?? 0), golden.tolerances.step_spacing_s);
  });
  // The recorded polls leave a few seconds for the first shift and for the last one.
  within(service.weights[0]?.at ?? 0, golden.derived.first_shift_window_s);
  within(service.weights.at(-1)?.at ?? 0, golden.derived.last_shift_window_s);
  for (const [at = 0, percent = 0] of golden.polled_weights) {
    const weight = service.weights.filter((shift) => shift.at <= at).at(-1)?.weight ?? 0;
    expect([at, Math.round(weight * 100)]).toEqual([at, percent]);
  }
  // must: nine-waits
  const span = (service.weights.at(-1)?.at ?? 0) - (service.weights[0]?.at ?? 0);
  expect(span).toBe(golden.durations.shift_span_s);
  // must: no-wait-after-100
  const allowed = deployment.events.find((e) => e.name === 'AllowTraffic');
  expect(((allowed?.endTime ?? 0) - start) / SECOND).toBe(service.weights.at(-1)?.at);
  // must: still-inprogress
  expect(whenShifted).toEqual(['InProgress', golden.final.lifecycle]);
  const last = deployment.events.at(-1)?.endTime ?? 0;
  within(((deployment.completeTime ?? 0) - last) / SECOND, golden.tolerances.termination_wait_s);
  within(((deployment.completeTime ?? 0) - start) / SECOND, [
    golden.durations.total_s - 10,
    golden.durations.total_s + 10,
  ]);
  expect(service.log).toEqual(['start shop:2', 'test green', 'stop blue']);
  expect(service.hooks).toEqual([]);
  expect(service.codeDeploy.listDeployments()).toHaveLength(1);
});

test('an alarm during Install: Install failed, the rest skipped, green goes, blue never lost traffic', async () => {
  const service = new Service();
  const id = service.deploy();
  await service.runFor(30 * SECOND);
  service.alarms.set('5xx', 'ALARM');
  await service.runFor(5 * MINUTE);
  const { status, error, rollbackInfo } = service.codeDeploy.getDeployment(id);
  expect([status, error?.code]).toEqual(['Stopped', 'ALARM_ACTIVE']);
  expect(service.statuses(id)).toMatchObject({
    BeforeInstall: 'Succeeded',
    Install: 'Failed',
    AllowTraffic: 'Skipped',
  });
  const rollback = service.codeDeploy.getDeployment(rollbackInfo?.rollbackDeploymentId ?? '');
  expect(rollback).toMatchObject({
    status: 'Succeeded',
    creator: 'codeDeployRollback',
    group: { configName: 'CodeDeployDefault.ECSAllAtOnce' },
  });
  expect(service.log).toEqual(['start shop:2', 'test blue', 'stop green']);
  expect(service.weights.map((w) => w.weight)).toEqual([0]);
});

test('an alarm in the termination wait takes everything back, though all events succeeded', async () => {
  const service = new Service();
  const id = service.deploy({ terminationWait: 60 * MINUTE }, { routing: { type: 'AllAtOnce' } });
  await service.runFor(20 * MINUTE);
  expect(service.weights.map((w) => w.weight)).toEqual([1]);
  service.alarms.set('5xx', 'ALARM');
  await service.runFor(5 * MINUTE);
  expect(service.codeDeploy.getDeployment(id).status).toBe('Stopped');
  expect(service.weights.map((w) => w.weight)).toEqual([1, 0]);
  expect(service.log).not.toContain('stop blue');
});

test.each([
  ['unhealthy' as const, 'ECS_UPDATE_ERROR', 'replacement task set is unhealthy'],
  ['never ready' as const, 'TIMEOUT', 'This time out period is 60 minutes.'],
])('a replacement that is %s fails Install and is rolled back', async (replacement, code, message) => {
  const service = new Service();
  const id = service.deploy({ replacement });
  await service.runFor(70 * MINUTE);
  const { status, error } = service.codeDeploy.getDeployment(id);
  expect([status, error?.code]).toEqual(['Failed', code]);
  expect(error?.message).toContain(message);
  expect(service.log.at(-1)).toBe('stop green');
});

describe('hooks', () => {
  test('run before and after what they validate, test traffic included', async () => {
    const service = new Service();
    service.deploy({ hooks: { AfterAllowTestTraffic: 'smoke' } });
    await service.runFor(3 * MINUTE);
    expect(service.hooks.map((h) => [h.event, h.functionName])).toEqual([['AfterAllowTestTraffic', 'smoke']]);
    expect(service.log).toEqual(['start shop:2', 'test green']);
    expect(service.weights).toEqual([]);
    const [hook] = service.hooks;
    if (hook === undefined) throw new Error('a hook was expected');
    service.codeDeploy.putLifecycleEventHookExecutionStatus({ ...hook, status: 'Succeeded' });
    await service.runFor(2 * SECOND);
    expect(service.weights.map((w) => w.weight)).toEqual([0.1]);
  });

  test('a failure in BeforeInstall rolls nothing back: nothing was replaced', async () => {
    const service = new Service();
    const id = service.deploy({ hooks: { BeforeInstall: 'check' } });
    await service.runFor(MINUTE);
    const [hook] = service.hooks;
    if (hook === undefined) throw new Error('a hook was expected');
    service.codeDeploy.putLifecycleEventHookExecutionStatus({ ...hook, status: 'Failed' });
    await service.runFor(MINUTE);
    expect(service.codeDeploy.getDeployment(id).status).toBe('Failed');
    expect(service.codeDeploy.listDeployments()).toHaveLength(1);
    expect(service.log).toEqual([]);
  });
});

describe('waiting to be continued', () => {
  const waiting = async () => {
    const service = new Service();
    const id = service.deploy({ readyWait: 30 * MINUTE }, { autoRollback: [] });
    await service.runFor(5 * MINUTE);
    expect(service.codeDeploy.getDeployment(id).status).toBe('Ready');
    expect(service.weights).toEqual([]);
    return { service, id };
  };

  test('traffic moves after ContinueDeployment', async () => {
    const { service, id } = await waiting();
    service.codeDeploy.continueDeployment(id);
    await service.runFor(15 * MINUTE);
    expect(service.codeDeploy.getDeployment(id).status).toBe('Succeeded');
    expect(() => service.codeDeploy.continueDeployment(id)).toThrow(
      expect.objectContaining({ name: 'DeploymentAlreadyCompletedException' }),
    );
  });

  test('without it the deployment stops', async () => {
    const { service, id } = await waiting();
    await service.runFor(31 * MINUTE);
    expect(service.codeDeploy.getDeployment(id)).toMatchObject({
      status: 'Stopped',
      error: { message: expect.stringContaining('waiting for a notification to continue') },
    });
  });
});
