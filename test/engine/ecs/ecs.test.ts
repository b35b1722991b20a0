import fc from 'fast-check';
import { VirtualClock } from '../../../lib/engine/clock';
import {
  circuitBreakerThreshold,
  type EcsDeploymentConfiguration,
  EcsDeployments,
  type EcsLifecycleHookInvocation,
  ecsConfigurationError,
  type HookAnswer,
  type LifecycleHook,
  rollingWeights,
  type ServiceDeploymentEvent,
  shifts,
} from '../../../lib/engine/ecs';

const SECOND = 1_000;
const MINUTE = 60_000;
const start = Date.UTC(2026, 0, 1);

/** An ECS service under its own deployment controller. */
class Service {
  readonly clock = new VirtualClock(start);
  readonly alarms = new Map<string, 'OK' | 'ALARM'>();
  readonly events: ServiceDeploymentEvent[] = [];
  readonly weights: { minute: number; weight: number }[] = [];
  readonly tasks: string[] = [];
  readonly hooks: (EcsLifecycleHookInvocation & { at: number })[] = [];
  /** What a hook answers after two seconds; `undefined`: nothing yet. */
  answer: (hook: EcsLifecycleHookInvocation) => HookAnswer | { error: string } | undefined = () => ({
    hookStatus: 'SUCCEEDED',
  });
  readonly ecs = new EcsDeployments({
    clock: this.clock,
    alarmState: (name) => this.alarms.get(name),
    invokeHook: (hook) => {
      this.hooks.push({ ...hook, at: this.clock.now() });
      const answer = this.answer(hook);
      if (answer !== undefined) this.clock.after(2 * SECOND, () => this.ecs.answerHook(hook, answer));
    },
    startTasks: () => void this.tasks.push('start target'),
    stopTasks: (_, which) => void this.tasks.push(`stop ${which}`),
    setProductionWeight: (_, weight) =>
      void this.weights.push({ minute: Math.round((this.clock.now() - start) / MINUTE), weight }),
    setTestWeight: (_, weight) => void this.tasks.push(`test ${weight}`),
    emit: (event) => this.events.push(event),
  });

  deploy(configuration: Partial<EcsDeploymentConfiguration>): string {
    return this.ecs.start(
      'shop',
      { source: 'shop:1', target: 'shop:2' },
      { strategy: 'CANARY', desiredCount: 4, tasks: { healthyAfter: MINUTE }, ...configuration },
    );
  }

  async runFor(time: number): Promise<void> {
    await this.clock.runUntil(() => false, this.clock.now() + time);
  }

  stages(): string[] {
    return this.events
      .filter((e) => e.event !== 'deployment' && e.status === 'IN_PROGRESS' && e.weight === undefined)
      .map((e) => e.event);
  }
}

const hook = (lifecycleStages: LifecycleHook['lifecycleStages'], more: Partial<LifecycleHook> = {}): LifecycleHook => ({
  id: 'check',
  hookTargetArn: 'arn:aws:lambda:eu-west-1:111122223333:function:check',
  lifecycleStages,
  ...more,
});

test('canary: a share, its bake, everything, the bake of both, clean-up', async () => {
  const service = new Service();
  const id = service.deploy({ canary: { canaryPercent: 10, canaryBakeTime: 10 * MINUTE }, bakeTime: 5 * MINUTE });
  await service.runFor(30 * MINUTE);
  expect(service.ecs.get(id).status).toBe('SUCCESSFUL');
  expect(service.weights).toEqual([
    { minute: 1, weight: 0.1 },
    { minute: 11, weight: 1 },
  ]);
  expect(service.stages()).toEqual([
    'PRE_SCALE_UP',
    'SCALE_UP',
    'POST_SCALE_UP',
    'TEST_TRAFFIC_SHIFT',
    'POST_TEST_TRAFFIC_SHIFT',
    'PRE_PRODUCTION_TRAFFIC_SHIFT',
    'PRODUCTION_TRAFFIC_SHIFT',
    'POST_PRODUCTION_TRAFFIC_SHIFT',
    'BAKE_TIME',
    'CLEAN_UP',
  ]);
  expect(service.tasks).toEqual(['start target', 'test 1', 'stop source']);
});

test('linear: the bake of a step does not follow 100 percent', () => {
  const steps = shifts({ strategy: 'LINEAR', linear: { stepPercent: 33.3, stepBakeTime: MINUTE } });
  expect(steps).toEqual([
    { weight: 0.333, wait: MINUTE },
    { weight: 0.666, wait: MINUTE },
    { weight: 0.999, wait: MINUTE },
    { weight: 1, wait: 0 },
  ]);
});

test('every linear configuration that ECS takes reaches exactly 100 percent', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 1000 }), (tenths) => {
      const steps = shifts({ strategy: 'LINEAR', linear: { stepPercent: tenths / 10, stepBakeTime: MINUTE } });
      expect(steps.at(-1)).toEqual({ weight: 1, wait: 0 });
      expect(steps).toHaveLength(Math.ceil(1000 / tenths));
    }),
  );
});

test('rolling: batches within the healthy and the maximum percent', () => {
  expect(rollingWeights({ desiredCount: 4 })).toEqual([1]);
  expect(rollingWeights({ desiredCount: 4, minimumHealthyPercent: 50, maximumPercent: 100 })).toEqual([0.5, 1]);
  expect(rollingWeights({ desiredCount: 3, minimumHealthyPercent: 100, maximumPercent: 134 })).toEqual([
    1 / 3,
    2 / 3,
    1,
  ]);
});

describe('alarms', () => {
  const alarms = { names: ['errors'], enable: true, rollback: true };

  test('roll back in the bake, when everything had moved', async () => {
    const service = new Service();
    const id = service.deploy({ strategy: 'BLUE_GREEN', bakeTime: 30 * MINUTE, alarms });
    await service.runFor(10 * MINUTE);
    expect(service.ecs.get(id).stage).toBe('BAKE_TIME');
    service.alarms.set('errors', 'ALARM');
    await service.runFor(MINUTE);
    expect(service.ecs.get(id)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      alarms: 'TRIGGERED',
      triggeredAlarms: ['errors'],
      failure: { cause: 'alarms', reason: expect.stringContaining('errors') },
    });
    expect(service.weights.map((w) => w.weight)).toEqual([1, 0]);
    expect(service.tasks.at(-1)).toBe('stop target');
  });

  test('that are red at the start are not watched for the whole deployment, and the event says so', async () => {
    const service = new Service();
    service.alarms.set('errors', 'ALARM');
    const id = service.deploy({ strategy: 'BLUE_GREEN', alarms });
    await service.runFor(20 * MINUTE);
    expect(service.ecs.get(id)).toMatchObject({ status: 'SUCCESSFUL', alarms: 'DISABLED' });
    expect(service.events.find((e) => e.detail?.includes('not watched'))?.detail).toContain('errors');
  });

  test('without rollback stop it where it is', async () => {
    const service = new Service();
    const id = service.deploy({ alarms: { ...alarms, rollback: false } });
    await service.runFor(3 * MINUTE);
    service.alarms.set('errors', 'ALARM');
    await service.runFor(MINUTE);
    expect(service.ecs.get(id)).toMatchObject({ status: 'STOPPED', productionWeight: 0.05 });
  });
});

describe('hooks answer by what they return', () => {
  test('at every step of the shift, with the weights of that step', async () => {
    const service = new Service();
    service.deploy({
      strategy: 'LINEAR',
      linear: { stepPercent: 50, stepBakeTime: MINUTE },
      hooks: [hook(['PRODUCTION_TRAFFIC_SHIFT'], { hookDetails: { limit: 5 } })],
    });
    await service.runFor(10 * MINUTE);
    expect(service.hooks.map((h) => h.payload.executionDetails.productionTrafficWeights)).toEqual([
      { 'shop:2': 50, 'shop:1': 50 },
      { 'shop:2': 100, 'shop:1': 0 },
    ]);
    expect(service.hooks[0]?.payload).toMatchObject({
      lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT',
      hookDetails: { limit: 5 },
    });
  });

  test('IN_PROGRESS is asked again after its delay, or after 30 s', async () => {
    const service = new Service();
    const answers: HookAnswer[] = [
      { hookStatus: 'IN_PROGRESS' },
      { hookStatus: 'IN_PROGRESS', callBackDelay: 90 },
      { hookStatus: 'SUCCEEDED' },
    ];
    service.answer = () => answers.shift();
    const id = service.deploy({ hooks: [hook(['POST_TEST_TRAFFIC_SHIFT'])] });
    await service.runFor(30 * MINUTE);
    const gaps = service.hooks.slice(1).map((h, i) => (h.at - (service.hooks[i]?.at ?? 0)) / SECOND);
    expect(gaps).toEqual([32, 92]);
    expect(service.ecs.get(id).status).toBe('SUCCESSFUL');
  });

  test.each<[string, HookAnswer | { error: string }, string]>([
    [
      'FAILED',
      { hookStatus: 'FAILED' },
      'POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target arn:aws:lambda:eu-west-1:111122223333:function:check returned FAILED status.',
    ],
    ['an error', { error: 'Task timed out after 3.00 seconds' }, 'Task timed out'],
    ['something else', { hookStatus: 'OK' } as unknown as HookAnswer, 'due to: HookStatus must not be null'],
  ])('%s rolls back before any production traffic', async (_, answer, reason) => {
    const service = new Service();
    service.answer = () => answer;
    const id = service.deploy({ hooks: [hook(['POST_TEST_TRAFFIC_SHIFT'])] });
    await service.runFor(10 * MINUTE);
    expect(service.ecs.get(id)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      failure: { cause: 'hook', reason: expect.stringContaining(reason) },
    });
    expect(service.weights.map((w) => w.weight)).toEqual([0]);
  });

  test.each([
    ['ROLLBACK' as const, 'ROLLBACK_SUCCESSFUL'],
    ['CONTINUE' as const, 'SUCCESSFUL'],
  ])('one that stays silent runs into its timeout: %s', async (action, status) => {
    const service = new Service();
    service.answer = () => undefined;
    const id = service.deploy({ hooks: [hook(['PRE_SCALE_UP'], { timeout: { after: 15 * MINUTE, action } })] });
    await service.runFor(14 * MINUTE);
    expect(service.ecs.get(id).stage).toBe('PRE_SCALE_UP');
    await service.runFor(30 * MINUTE);
    expect(service.ecs.get(id).status).toBe(status);
  });

  test.each([
    ['CONTINUE' as const, 'SUCCESSFUL'],
    ['ROLLBACK' as const, 'ROLLBACK_SUCCESSFUL'],
  ])('a pause waits for a person: %s', async (action, status) => {
    const service = new Service();
    const id = service.deploy({ hooks: [hook(['PRE_PRODUCTION_TRAFFIC_SHIFT'], { id: 'ask', targetType: 'PAUSE' })] });
    await service.runFor(60 * MINUTE);
    expect(service.events.at(-1)).toMatchObject({ event: 'PRE_PRODUCTION_TRAFFIC_SHIFT', status: 'AWAITING_ACTION' });
    expect(service.hooks).toEqual([]);
    service.ecs.continue(id, 'ask', action);
    await service.runFor(30 * MINUTE);
    expect(service.ecs.get(id).status).toBe(status);
  });
});

describe('tasks that never become healthy', () => {
  test('open the circuit breaker', async () => {
    expect([2, 10, 1000].map(circuitBreakerThreshold)).toEqual([3, 5, 200]);
    const service = new Service();
    const id = service.deploy({
      strategy: 'ROLLING',
      tasks: 'unhealthy',
      circuitBreaker: { enable: true, rollback: true },
    });
    await service.runFor(5 * MINUTE);
    expect(service.ecs.get(id)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      failure: { reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.' },
    });
  });

  test('without it the stage lasts its 24 hours', async () => {
    const service = new Service();
    const id = service.deploy({ tasks: 'unhealthy' });
    await service.runFor(23 * 60 * MINUTE);
    expect(service.ecs.get(id).status).toBe('IN_PROGRESS');
    await service.runFor(2 * 60 * MINUTE);
    expect(service.ecs.get(id).status).toBe('ROLLBACK_SUCCESSFUL');
  });
});

test('stopping by hand: rolled back, or left as it is', async () => {
  const service = new Service();
  const first = service.deploy({});
  await service.runFor(3 * MINUTE);
  service.ecs.stop(first, 'ROLLBACK');
  await service.runFor(MINUTE);
  expect(service.ecs.get(first).status).toBe('ROLLBACK_SUCCESSFUL');
  const second = service.deploy({});
  await service.runFor(3 * MINUTE);
  expect(() => service.deploy({})).toThrow('already has the deployment');
  service.ecs.stop(second, 'ABORT');
  expect(service.ecs.get(second)).toMatchObject({ status: 'STOPPED', productionWeight: 0.05 });
});

test.each<[Partial<EcsDeploymentConfiguration>, string]>([
  [{ strategy: 'LINEAR', linear: { stepPercent: 2, stepBakeTime: 0 } }, 'step percent 2'],
  [{ strategy: 'CANARY', canary: { canaryPercent: 150, canaryBakeTime: 0 } }, 'canary percent 150'],
  [{ strategy: 'CANARY', canary: { canaryPercent: 10, canaryBakeTime: 1441 * MINUTE } }, '1441 minutes'],
  [{ strategy: 'ROLLING', hooks: [hook(['PRE_SCALE_UP'])] }, 'ROLLING'],
])('%j is refused with its value', (configuration, message) => {
  const whole = { strategy: 'CANARY' as const, desiredCount: 1, tasks: { healthyAfter: 0 }, ...configuration };
  expect(ecsConfigurationError(whole)).toContain(message);
});
