import fc from 'fast-check';
import { deadlineSeconds, withDeadline } from '../../lib/canary-runtime';

test('a deadline leaves between one and ten seconds of the timeout', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 840 }), (timeout) => {
      const left = timeout - deadlineSeconds(timeout);
      return left >= 1 && left <= 10 && deadlineSeconds(timeout) > 0;
    }),
  );
});

describe('a handler with a deadline', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('returns what the script returns, and throws what it throws', async () => {
    await expect(withDeadline((event) => Promise.resolve([event]), 5)('event')).resolves.toEqual(['event']);
    await expect(
      withDeadline(() => {
        throw new Error('own');
      }, 5)(),
    ).rejects.toThrow('own');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('fails at its deadline with a sentence', async () => {
    const running = withDeadline(() => new Promise(() => {}), 5)();
    jest.advanceTimersByTime(5000);
    await expect(running).rejects.toThrow('The canary did not end within 5 s, its deadline just short of the timeout');
  });
});
