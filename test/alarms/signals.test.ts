import { Duration } from 'aws-cdk-lib';
import {
  ErrorRate,
  FaultRate,
  Latency,
  NoTraffic,
  SyntheticDuration,
  SyntheticStep,
  SyntheticSuccess,
  Throttles,
} from '../../lib/alarms';
import { Service } from '../deployment/service';
import { ofCanary, ofCandidate, statesOf } from './candidate-metrics';

const minutes = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('error rate', () => {
  const rate = (errors: readonly number[], requests: number) =>
    statesOf(ErrorRate.above(1), [
      ofCandidate('Errors', errors),
      ofCandidate('Invocations', minutes(errors.length, requests)),
    ]);

  test('fires in the second bad minute', () => {
    expect(rate([0, 0, 3, 3, 0], 120)).toEqual(['OK', 'OK', 'OK', 'ALARM', 'ALARM']);
  });

  test('one bad minute of three is bad luck', () => {
    expect(rate([0, 3, 0, 0], 120)).toEqual(['OK', 'OK', 'OK', 'OK']);
  });

  test('does not speak of a handful of requests', () => {
    expect(rate([2, 2, 2], 10)).not.toContain('ALARM');
  });

  test("errors of the version before are not the candidate's", () => {
    const baseline = {
      ...ofCandidate('Errors', [50, 50, 50]),
      dimensions: { FunctionName: 'shop-handler', Resource: 'shop-handler:live', ExecutedVersion: '11' },
    };
    expect(
      statesOf(ErrorRate.above(1), [
        baseline,
        ofCandidate('Errors', [0, 0, 0]),
        ofCandidate('Invocations', [120, 120, 120]),
      ]),
    ).toEqual(['OK', 'OK', 'OK']);
  });
});

describe('latency', () => {
  const durations = (slow: number) => minutes(3, [...minutes(120 - slow, 50), ...minutes(slow, 2000)]);
  const latency = (slow: number, count = 120, signal = Latency.above(Duration.millis(800))) =>
    statesOf(signal, [ofCandidate('Duration', durations(slow)), ofCandidate('Invocations', minutes(3, count))]).at(-1);

  test('fires where more than one request in a hundred is slow', () => {
    expect(latency(5)).toBe('ALARM');
    expect(latency(0)).toBe('OK');
  });

  test('does not take the slowest of a few requests for the p99', () => {
    expect(latency(5, 40)).not.toBe('ALARM');
  });

  test('a trimmed mean does not move with single requests', () => {
    const mean = Latency.above(Duration.millis(800), { percentile: 95, trimmedMean: true });
    expect(latency(5, 120, mean)).toBe('OK');
    expect(latency(80, 120, mean)).toBe('ALARM');
  });
});

test('faults that are answered, not thrown, count like errors', () => {
  const states = statesOf(FaultRate.above(1), [
    ofCandidate('Faults', [0, 10, 10], 'Aviary'),
    ofCandidate('Errors', [0, 0, 0]),
    ofCandidate('Invocations', [120, 120, 120]),
  ]);
  expect(states).toEqual(['OK', 'OK', 'ALARM']);
});

test('in the bake, faults are those of the candidate, among all requests of the live alias', () => {
  const service = new Service();
  service.guard({ signals: [FaultRate.above(1)], bake: Duration.minutes(5), canaries: [] });
  const alarms = service.released('AWS::CloudWatch::Alarm');
  const metrics = alarms.GuardFaultRateInBake?.Metrics as {
    Id: string;
    MetricStat?: { Metric: { Dimensions: { Name: string }[] } };
  }[];
  const dimensions = Object.fromEntries(
    metrics.map(({ Id, MetricStat }) => [Id, MetricStat?.Metric.Dimensions.map(({ Name }) => Name).sort()]),
  );
  expect(dimensions).toMatchObject({
    faults: ['ExecutedVersion', 'FunctionName', 'Resource'],
    errors: ['FunctionName', 'Resource'],
    invocations: ['FunctionName', 'Resource'],
  });
});

test('throttles are seen although they are neither invocations nor errors', () => {
  expect(statesOf(Throttles.above(0), [ofCandidate('Throttles', [0, 4, 9])])).toEqual(['OK', 'OK', 'ALARM']);
});

describe('a canary', () => {
  test('fires in the second bad minute', () => {
    expect(statesOf(SyntheticSuccess.below(90), [ofCanary('SuccessPercent', [100, 0, 0])])).toEqual([
      'OK',
      'OK',
      'ALARM',
    ]);
  });

  test('that stands still between deployments is no fault', () => {
    expect(
      statesOf(SyntheticSuccess.below(90), [ofCanary('SuccessPercent', [100, undefined, undefined, undefined])]),
    ).not.toContain('ALARM');
  });

  test('may be judged by one step', () => {
    const series = [ofCanary('SuccessPercent', [100, 100, 100]), ofCanary('SuccessPercent', [100, 0, 0], 'checkout')];
    expect(statesOf(SyntheticStep.below('checkout', 90), series)).toEqual(['OK', 'OK', 'ALARM']);
  });

  test('may be too slow', () => {
    expect(statesOf(SyntheticDuration.above(Duration.seconds(5)), [ofCanary('Duration', [900, 9000, 9000])])).toEqual([
      'OK',
      'OK',
      'ALARM',
    ]);
  });
});

test('no traffic is said, and decides nothing', () => {
  const states = statesOf(
    NoTraffic.below(10),
    [ofCandidate('Invocations', [undefined, undefined, undefined, 50, 50])],
    {
      signals: [NoTraffic.below(10), ErrorRate.above(1)],
    },
  );
  expect(states[2]).toBe('ALARM');
  expect(NoTraffic.below(10).advisory).toBe(true);
});
