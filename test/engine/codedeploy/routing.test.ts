import fc from 'fast-check';
import {
  predefinedConfig,
  predefinedConfigs,
  routingError,
  shiftSchedule,
  shiftSpan,
} from '../../../lib/engine/codedeploy';

test('the 17 predefined configurations', () => {
  expect(predefinedConfigs).toHaveLength(17);
  expect(predefinedConfig('CodeDeployDefault.LambdaLinear10PercentEvery1Minute')).toEqual({
    type: 'TimeBasedLinear',
    percentage: 10,
    intervalMinutes: 1,
  });
  expect(predefinedConfig('CodeDeployDefault.ECSLinear10PercentEvery1Minutes')).toBeDefined();
  expect(predefinedConfig('CodeDeployDefault.LambdaCanary20Percent5Minutes')).toBeUndefined();
});

test('a percentage that does not divide 100 ends with the remainder', () => {
  const shifts = shiftSchedule({ type: 'TimeBasedLinear', percentage: 30, intervalMinutes: 2 });
  expect(shifts.map((s) => s.weight)).toEqual([0.3, 0.6, 0.9, 1]);
  expect(shifts.map((s) => s.after / 60_000)).toEqual([0, 2, 4, 6]);
});

test('every schedule grows to exactly 100 % with one wait less than it has shifts', () => {
  const linear = fc.record({
    type: fc.constant('TimeBasedLinear' as const),
    percentage: fc.integer({ min: 1, max: 99 }),
    intervalMinutes: fc.integer({ min: 1, max: 29 }),
  });
  fc.assert(
    fc.property(linear, (routing) => {
      const shifts = shiftSchedule(routing);
      expect(shifts.at(-1)?.weight).toBe(1);
      expect(shifts.every((s, i) => i === 0 || s.weight > (shifts[i - 1]?.weight ?? 0))).toBe(true);
      expect(shiftSpan(routing)).toBe((shifts.length - 1) * routing.intervalMinutes * 60_000);
    }),
  );
});

test.each([
  [{ type: 'TimeBasedCanary', percentage: 150, intervalMinutes: 5 }, '150'],
  [{ type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 2940 }, '2940'],
  [{ type: 'TimeBasedLinear', percentage: 1, intervalMinutes: 30 }, '2970'],
  [{ type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 0.5 }, '0.5'],
] as const)('refuses %j with the value', (routing, value) => {
  expect(routingError(routing)).toContain(value);
});
