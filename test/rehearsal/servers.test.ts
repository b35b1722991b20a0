import type { Assembly } from '../../lib/assembly';
import { parseScenario, rehearse } from '../../lib/rehearsal';
import { shopOnServers } from './balanced-shops';
import { unpermitted } from './unpermitted';

const scenario = (text: string) => parseScenario(`warmUp: 3m\ntraffic: { requestsPerMinute: 900 }\n${text}`, '-');

describe('servers behind a load balancer, a subset of a zone first', () => {
  let assembly: Assembly;
  beforeAll(() => {
    assembly = shopOnServers();
  }, 60_000);

  test('a good release reaches every server, the second zone after the first was watched', async () => {
    const rehearsal = await rehearse({ assembly, scenario: scenario('name: good\nexpect: { outcome: succeeded }') });
    expect(rehearsal.ok).toBe(true);
    expect(unpermitted(rehearsal)).toEqual([]);
    const taken = rehearsal.timeline.filter(({ event, status }) => event === 'instance' && status === 'InService');
    expect(taken.at(-1)?.detail).toContain('8 of 8 servers have the candidate revision');
    const zones = taken.map(({ detail }) => / in (\S+):/.exec(detail ?? '')?.[1]);
    expect(new Set(zones.slice(0, 4)).size).toBe(1);
    expect((taken[4]?.t ?? 0) - (taken[3]?.t ?? 0)).toBeGreaterThanOrEqual(600);
  }, 120_000);

  test('a bad one never leaves the first zone', async () => {
    const rehearsal = await rehearse({
      assembly,
      scenario: scenario(
        'name: bad\ncandidate: [{ fault: error, rate: 0.2, to: users }]\nexpect: { outcome: rolled-back, stoppedBy: alarm, trigger: [Errors] }',
      ),
    });
    expect(rehearsal.ok).toBe(true);
    expect(unpermitted(rehearsal)).toEqual([]);
    expect(Math.max(...rehearsal.timeline.map(({ weight = 0 }) => weight))).toBe(0.5);
  }, 120_000);

  test('one that does not start on a server fails by the minimum of healthy hosts', async () => {
    const rehearsal = await rehearse({
      assembly,
      scenario: scenario('name: crashes\ncandidate: [{ fault: crash, at: start }]\nexpect: { outcome: rolled-back }'),
    });
    expect(rehearsal).toMatchObject({ ok: true, deployment: { status: 'Failed', errorCode: 'HEALTH_CONSTRAINTS' } });
    expect(rehearsal.requests.candidate).toBe(0);
  }, 120_000);

  test('its alarms know no versions, so a failing production stops its own fix', async () => {
    const rehearsal = await rehearse({
      assembly,
      scenario: scenario(
        'name: fix\nbaseline: [{ fault: error, rate: 0.5 }]\nexpect: { outcome: rolled-back, stoppedBy: start-check }',
      ),
    });
    expect(rehearsal).toMatchObject({ ok: true, requests: { candidate: 0 } });
  }, 120_000);
});
