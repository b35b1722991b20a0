import { VirtualClock } from '../../../lib/engine/clock';
import { StandingWork } from '../../../lib/rehearsal/world/standing-work';

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('work holds the clock until it has ended, with all that it began meanwhile', async () => {
  const work = new StandingWork(new VirtualClock(1_000));
  const [first, second] = [deferred(), deferred()];
  work.hold(first.promise.then(() => work.hold(second.promise)));
  expect(work.isHeld).toBe(true);
  let isSettled = false;
  const settled = work.settle(1_000).then(() => {
    isSettled = true;
  });
  first.resolve();
  await Promise.resolve();
  expect(isSettled).toBe(false);
  second.resolve();
  await settled;
  expect(work.isHeld).toBe(false);
  expect(work.now()).toBe(1_000);
});

test('work that cannot matter before an instant lets the clock go on until then', async () => {
  const work = new StandingWork(new VirtualClock(0));
  const run = deferred();
  work.hold(run.promise, 60_000);
  expect(work.isHeld).toBe(false);
  expect(work.limit).toBe(60_000);
  await work.settle(59_999);
  run.resolve();
  await work.settle(60_000);
  expect(work.limit).toBe(Number.POSITIVE_INFINITY);
});

test('what fails is told where it is waited for', async () => {
  const work = new StandingWork(new VirtualClock(0));
  work.hold(Promise.reject(new Error('the process died')));
  await expect(work.settle(0)).rejects.toThrow('the process died');
  await expect(work.settle(0)).resolves.toBeUndefined();
});
