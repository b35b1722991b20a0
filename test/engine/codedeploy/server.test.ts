import fc from 'fast-check';
import { VirtualClock } from '../../../lib/engine/clock';
import {
  decideFleet,
  type FleetState,
  type Instance,
  type MinimumHealthyHosts,
  minimumHealthy,
  predefinedServerConfig,
  ServerCodeDeploy,
  type ServerDeploymentEvent,
  type ServerRevision,
  serverConfigOf,
  startFleet,
  withStatus,
} from '../../../lib/engine/codedeploy';

const MINUTE = 60_000;
const start = Date.UTC(2026, 0, 1);
const half: MinimumHealthyHosts = { type: 'FLEET_PERCENT', value: 50 };
const oneAtATime: MinimumHealthyHosts = { type: 'MOST_CONCURRENCY', value: 1 };
const allAtOnce: MinimumHealthyHosts = { type: 'HOST_COUNT', value: 0 };

const fleetOf = (count: number, zones = ['a']): Instance[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `i-${i}`,
    zone: zones[i % zones.length] ?? 'a',
    health: 'old revision',
  }));

/** Runs a fleet to its end; `fails` names the instances that fail. Returns how it ended and the largest number at once. */
function run(state: FleetState, fails: ReadonlySet<string>) {
  let fleet = state;
  let widest = 0;
  let fewestHealthy = Number.POSITIVE_INFINITY;
  const order: string[] = [];
  for (;;) {
    const decision = decideFleet(fleet);
    if (decision.type === 'succeeded' || decision.type === 'failed')
      return { end: decision.type, widest, order, fewestHealthy };
    if (decision.type === 'monitor') throw new Error('no zone is watched here');
    widest = Math.max(widest, decision.instances.length);
    order.push(...decision.instances);
    fleet = withStatus(fleet, decision.instances, 'InProgress');
    const healthy = fleet.instances.filter((i) => i.status === 'Succeeded' || i.status === 'Pending').length;
    if (decision.instances.length > 0) fewestHealthy = Math.min(fewestHealthy, healthy);
    for (const id of decision.instances) fleet = withStatus(fleet, [id], fails.has(id) ? 'Failed' : 'Succeeded');
  }
}

describe('minimum healthy hosts', () => {
  test.each<[MinimumHealthyHosts, number, number]>([
    [{ type: 'FLEET_PERCENT', value: 50 }, 9, 5],
    [{ type: 'FLEET_PERCENT', value: 95 }, 10, 10],
    [{ type: 'HOST_COUNT', value: 3 }, 10, 3],
    [oneAtATime, 10, 9],
  ])('%j of %i is %i', (setting, count, minimum) => {
    expect(minimumHealthy(setting, count)).toBe(minimum);
  });

  test('half at a time of nine: four at once', () => {
    expect(run(startFleet(fleetOf(9), half), new Set())).toMatchObject({ end: 'succeeded', widest: 4 });
  });

  test('a percentage that rounds up to the whole fleet fails at once', () => {
    expect(decideFleet(startFleet(fleetOf(10), { type: 'FLEET_PERCENT', value: 95 }))).toMatchObject({
      type: 'failed',
      error: { code: 'HEALTH_CONSTRAINTS' },
      reason: '10 of 10 instances are healthy and 10 must stay so: none of the 10 that wait may be taken',
    });
  });

  test('one at a time: a failure ends it, unless it is the last instance', () => {
    expect(run(startFleet(fleetOf(3), oneAtATime), new Set(['i-0']))).toMatchObject({ end: 'failed', order: ['i-0'] });
    expect(run(startFleet(fleetOf(3), oneAtATime), new Set(['i-2'])).end).toBe('succeeded');
  });

  test('all at once: one success is enough, none is not', () => {
    expect(run(startFleet(fleetOf(3), allAtOnce), new Set(['i-0', 'i-1'])).end).toBe('succeeded');
    expect(run(startFleet(fleetOf(3), allAtOnce), new Set(['i-0', 'i-1', 'i-2'])).end).toBe('failed');
  });

  test('unhealthy instances come first, and cost no healthy one', () => {
    const mixed: Instance[] = [
      { id: 'current', zone: 'a', health: 'current revision' },
      { id: 'old', zone: 'a', health: 'old revision' },
      { id: 'sick', zone: 'a', health: 'unhealthy' },
      { id: 'strange', zone: 'a', health: 'unknown revision' },
    ];
    const state = startFleet(mixed, { type: 'HOST_COUNT', value: 2 });
    expect(decideFleet(state)).toMatchObject({ type: 'deploy', instances: ['sick', 'strange'] });
  });

  test('the healthy never fall below the minimum, whatever fails', () => {
    const fleets = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      percent: fc.integer({ min: 0, max: 99 }),
      fails: fc.uniqueArray(fc.nat(39)),
    });
    fc.assert(
      fc.property(fleets, ({ count, percent, fails }) => {
        const state = startFleet(fleetOf(count), { type: 'FLEET_PERCENT', value: percent });
        const result = run(state, new Set(fails.map((i) => `i-${i}`)));
        expect(result.fewestHealthy).toBeGreaterThanOrEqual(state.minimum);
        expect(new Set(result.order).size).toBe(result.order.length);
      }),
    );
  });
});

class Fleet {
  readonly clock = new VirtualClock(start);
  readonly alarms = new Map<string, 'OK' | 'ALARM'>();
  readonly events: ServerDeploymentEvent[] = [];
  readonly serving = new Map<string, string | undefined>();
  readonly failing = new Set<string>();
  readonly codeDeploy = new ServerCodeDeploy({
    clock: this.clock,
    alarmState: (name) => this.alarms.get(name),
    outcomeOf: ({ id }, revision) => ({ duration: MINUTE, succeeds: revision !== 'v2' || !this.failing.has(id) }),
    setInService: ({ id }, revision) => void this.serving.set(id, revision),
    emit: (event) => this.events.push(event),
  });

  deploy(count: number, setting: MinimumHealthyHosts, more: Partial<ServerRevision> = {}): string {
    const group = {
      application: 'Shop',
      name: 'Fleet',
      alarms: ['errors'],
      alarmsEnabled: true,
      ignorePollAlarmFailure: false,
      autoRollback: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] as const,
    };
    return this.codeDeploy.createDeployment(group, {
      revision: 'v2',
      currentRevision: 'v1',
      instances: fleetOf(count, more.zonal ? ['a', 'b', 'c'] : ['a']),
      minimumHealthyHosts: setting,
      ...more,
    });
  }

  async runFor(time: number): Promise<void> {
    await this.clock.runUntil(() => false, this.clock.now() + time);
  }
}

test('one at a time takes one after the other', async () => {
  const fleet = new Fleet();
  const id = fleet.deploy(4, oneAtATime);
  await fleet.runFor(2.5 * MINUTE);
  expect([...fleet.serving.values()]).toEqual(['v2', 'v2', undefined]);
  await fleet.runFor(2 * MINUTE);
  expect(fleet.codeDeploy.getDeployment(id).status).toBe('Succeeded');
});

test('an alarm stops it: the rest is skipped, and the last good revision goes out again', async () => {
  const fleet = new Fleet();
  const id = fleet.deploy(4, oneAtATime);
  await fleet.runFor(1.5 * MINUTE);
  fleet.alarms.set('errors', 'ALARM');
  await fleet.runFor(10 * MINUTE);
  const { status, error, fleet: state, rollbackInfo } = fleet.codeDeploy.getDeployment(id);
  expect([status, error?.code]).toEqual(['Stopped', 'ALARM_ACTIVE']);
  expect(state.instances.map((i) => i.status)).toEqual(['Succeeded', 'Succeeded', 'Skipped', 'Skipped']);
  const rollback = fleet.codeDeploy.getDeployment(rollbackInfo?.rollbackDeploymentId ?? '');
  expect(rollback).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback' });
  expect([...fleet.serving.values()]).toEqual(['v1', 'v1', 'v1', 'v1']);
});

test('stopped while a server is being deployed, it is not over: that one finishes, and the rollback is owed', async () => {
  const fleet = new Fleet();
  const id = fleet.deploy(3, oneAtATime);
  await fleet.runFor(0.5 * MINUTE);
  fleet.alarms.set('errors', 'ALARM');
  await fleet.runFor(0.25 * MINUTE);
  expect([fleet.codeDeploy.getDeployment(id).status, fleet.codeDeploy.isIdle]).toEqual(['Stopped', false]);
  await fleet.runFor(10 * MINUTE);
  expect(fleet.codeDeploy.isIdle).toBe(true);
  expect([...fleet.serving.values()]).toEqual(['v1', 'v1', 'v1']);
});

test('a rollback takes the server that failed first, and those that still have its revision last', async () => {
  const fleet = new Fleet();
  fleet.failing.add('i-1');
  const id = fleet.deploy(4, oneAtATime);
  await fleet.runFor(20 * MINUTE);
  const { rollbackInfo, because } = fleet.codeDeploy.getDeployment(id);
  const taken = fleet.events
    .filter((e) => e.deploymentId === rollbackInfo?.rollbackDeploymentId && e.status === 'InProgress')
    .flatMap((e) => e.subject ?? []);
  expect(taken).toEqual(['i-1', 'i-0', 'i-2', 'i-3']);
  expect(because).toBe('3 of 4 instances are healthy and 3 must stay so: none of the 2 that wait may be taken');
});

test('too many failures fail it with the health constraint', async () => {
  const fleet = new Fleet();
  fleet.failing.add('i-0');
  const id = fleet.deploy(4, oneAtATime);
  await fleet.runFor(20 * MINUTE);
  expect(fleet.codeDeploy.getDeployment(id)).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS' } });
});

test('zonal: one zone after the other, each watched before the next', async () => {
  const fleet = new Fleet();
  const zonal = { firstZoneMonitorDuration: 30 * MINUTE, monitorDuration: 10 * MINUTE };
  const id = fleet.deploy(6, allAtOnce, { zonal });
  await fleet.runFor(60 * MINUTE);
  const begun = fleet.events.filter((e) => e.event === 'instance' && e.status === 'InProgress');
  const minutes = begun.map((e) => [e.subject, Math.floor((e.at - start) / MINUTE)]);
  expect(minutes).toEqual([
    ['i-0', 0],
    ['i-3', 0],
    ['i-1', 31],
    ['i-4', 31],
    ['i-2', 42],
    ['i-5', 42],
  ]);
  expect(fleet.codeDeploy.getDeployment(id).status).toBe('Succeeded');
});

test('configurations: predefined, and as a template has them', () => {
  expect(predefinedServerConfig('CodeDeployDefault.HalfAtATime')).toEqual({ minimumHealthyHosts: half });
  expect(predefinedServerConfig('CodeDeployDefault.LambdaAllAtOnce')).toBeUndefined();
  expect(
    serverConfigOf({
      MinimumHealthyHosts: { Type: 'HOST_COUNT', Value: '2' },
      ZonalConfig: {
        FirstZoneMonitorDurationInSeconds: 1800,
        MonitorDurationInSeconds: 600,
        MinimumHealthyHostsPerZone: { Type: 'FLEET_PERCENT', Value: 50 },
      },
    }),
  ).toEqual({
    minimumHealthyHosts: { type: 'HOST_COUNT', value: 2 },
    zonal: { firstZoneMonitorDuration: 30 * MINUTE, monitorDuration: 10 * MINUTE, minimumHealthyHostsPerZone: half },
  });
});
