import fc from 'fast-check';
import { detection, firing, increments, type Shift, shiftWindow } from '../../../lib/engine/guard';

const canary: Shift = { type: 'canary', percentage: 10, intervalMinutes: 5 };
const linear: Shift = { type: 'linear', percentage: 10, intervalMinutes: 1 };

test('a linear shift of ten increments takes nine intervals', () => {
  expect(shiftWindow(linear, 0)).toEqual({ untilFull: 540, total: 540, firstWeight: 0.1 });
  expect(increments(33)).toBe(4);
});

test('two datapoints of a minute are found within four minutes and a quarter', () => {
  expect(detection({ datapointsToAlarm: 2, period: 60 }, { publishDelay: 60 })).toEqual({
    seconds: 255,
    reason: '2 datapoints × 60 s + 60 s evaluation + 60 s publish delay + 15 s poll = 255 s',
  });
});

test('a canary adds the wait for its run, and the run', () => {
  const every = (interval: number) =>
    detection({ datapointsToAlarm: 2, period: 60, canary: { interval, run: 30 } }, { publishDelay: 60 }).seconds;
  expect(every(60)).toBe(255 + 60 + 30);
  // The second datapoint comes four empty periods after the first.
  expect(every(300)).toBe(255 + 300 + 240 + 30);
});

test("CDK's default of two periods of five minutes cannot fire in a canary step of five", () => {
  const result = firing({ condition: { datapointsToAlarm: 2, period: 300 }, shift: canary, bakeSeconds: 0 });
  expect(result.verdict).toBe('never');
  expect(result.fix).toBe('Raise the interval from 5 to 13 minutes, or bake for at least 8 minutes.');
});

test('whoever follows the advice has a guard that fires in time', () => {
  const shift = fc.oneof(
    fc.record({
      type: fc.constant('canary' as const),
      percentage: fc.integer({ min: 1, max: 99 }),
      intervalMinutes: fc.integer({ min: 1, max: 60 }),
    }),
    fc.record({
      type: fc.constant('linear' as const),
      percentage: fc.integer({ min: 1, max: 50 }),
      intervalMinutes: fc.integer({ min: 1, max: 30 }),
    }),
    fc.constant({ type: 'all-at-once' as const }),
  );
  const condition = fc.record({ datapointsToAlarm: fc.integer({ min: 1, max: 10 }), period: fc.constantFrom(60, 300) });
  fc.assert(
    fc.property(shift, condition, fc.integer({ min: 0, max: 55 }), (chosen: Shift, wanted, bakeMinutes) => {
      const before = firing({ condition: wanted, shift: chosen, bakeSeconds: bakeMinutes * 60 });
      const advised = /bake for at least (\d+) minutes/i.exec(before.fix)?.[1];
      const after = firing({
        condition: wanted,
        shift: chosen,
        bakeSeconds: advised === undefined ? bakeMinutes * 60 : Number(advised) * 60,
      });
      expect(after.verdict).not.toBe('never');
      const interval = /to (\d+) minutes, or/.exec(before.fix)?.[1];
      if (interval !== undefined && chosen.type !== 'all-at-once') {
        const longer = { ...chosen, intervalMinutes: Number(interval) };
        expect(firing({ condition: wanted, shift: longer, bakeSeconds: bakeMinutes * 60 }).verdict).not.toBe('never');
      }
    }),
  );
});
