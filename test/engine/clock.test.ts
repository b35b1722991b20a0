import fc from 'fast-check';
import { VirtualClock } from '../../lib/engine/clock';

const never = () => false;

test('tasks run in the order of their instants, equal ones in the order they were scheduled', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), async (instants) => {
      const clock = new VirtualClock(0);
      const ran: { at: number; index: number }[] = [];
      instants.forEach((at, index) => {
        clock.at(at, () => {
          expect(clock.now()).toBe(at);
          ran.push({ at, index });
        });
      });
      await clock.runUntil(never, 100);
      expect(ran).toEqual([...ran].sort((a, b) => a.at - b.at || a.index - b.index));
      expect(ran).toHaveLength(instants.length);
      expect(clock.now()).toBe(100);
    }),
  );
});

test('time that passes is handed over without a gap, and the clock still stands at its start then', async () => {
  const spans: [number, number, number][] = [];
  const clock: VirtualClock = new VirtualClock(1000, (from, to) => {
    spans.push([from, to, clock.now()]);
  });
  clock.at(1500, () => {});
  clock.at(1500, () => {});
  clock.at(4000, () => {});
  await clock.runUntil(never, 5000);
  expect(spans).toEqual([
    [1000, 1500, 1000],
    [1500, 4000, 1500],
    [4000, 5000, 4000],
  ]);
});

test('a cancelled task does not run, not even where another task of the same instant cancels it', async () => {
  const clock = new VirtualClock(0);
  const ran: string[] = [];
  clock.at(1, () => {
    ran.push('first');
    cancel();
  });
  const cancel = clock.at(1, () => {
    ran.push('second');
  });
  await clock.runUntil(never, 10);
  expect(ran).toEqual(['first']);
});

test('a repeated task keeps its rhythm until it is cancelled', async () => {
  const clock = new VirtualClock(0);
  const at: number[] = [];
  const cancel = clock.every(60, 30, () => {
    at.push(clock.now());
    if (at.length === 3) cancel();
  });
  await clock.runUntil(never, 1000);
  expect(at).toEqual([30, 90, 150]);
});

test('an instant that has passed means now', async () => {
  const clock = new VirtualClock(100);
  const at: number[] = [];
  clock.at(5, () => {
    at.push(clock.now());
  });
  expect(await clock.runUntil(() => at.length > 0)).toBe(true);
  expect(at).toEqual([100]);
});

test('without a limit it returns where nothing is left to do', async () => {
  const clock = new VirtualClock(0);
  expect(await clock.runUntil(never)).toBe(false);
});
