import pc from 'picocolors';
import { compare, type Found } from '../../../lib/rehearsal/report/expectations';
import { reportPage } from '../../../lib/rehearsal/report/page/page';
import { summaryTimeline } from '../../../lib/rehearsal/report/summary-timeline';
import { rehearsalTable } from '../../../lib/rehearsal/report/table';
import { clockText, rehearsalText } from '../../../lib/rehearsal/report/text';
import { stopped } from './sample';

const plain = pc.createColors(false);

describe('on a terminal', () => {
  const lines = rehearsalText(stopped, plain).split('\n');
  const text = lines.join('\n');

  test('the verdict comes first, then why with its numbers and the runbook', () => {
    expect(lines[0]).toBe('✔ The release was rolled back by an alarm, as expected');
    const why = lines.findIndex((line) => line.includes('Shop-ErrorRate-v2 went into ALARM at +3:15'));
    expect(why).toBeGreaterThan(0);
    expect(why).toBeLessThan(lines.findIndex((line) => line.startsWith('Timeline')));
    expect(lines[why + 1]).toContain('2 out of the last 3 datapoints [4.1');
    expect(lines[why + 2]).toContain('https://wiki.example.com/error-rate');
  });

  test('it says whom the release hurt, and how long it took', () => {
    expect(text).toContain('412 requests met the candidate, 14 failed (3.4 %); the baseline served 4,784');
    expect(text).toContain('20 got an answer with a fault of the scenario');
    expect(text).toContain('9.8 s for 9 m 47 s of virtual time');
  });

  test('what did not hold is told with what was expected', () => {
    const unexpected = {
      ...stopped,
      ok: false,
      expectations: [{ key: 'outcome', want: 'succeeded', got: 'rolled-back', ok: false }],
    };
    const told = rehearsalText(unexpected, plain);
    expect(told).toMatch(/^✖ .*not what the scenario expects/);
    expect(told).toContain('outcome: succeeded; it was rolled-back');
  });

  test('nothing is coloured where colours are off', () => {
    expect(text).not.toContain('\u001b');
  });
});

test('the summary keeps what decides, and gathers what repeats itself', () => {
  const events = summaryTimeline(stopped.timeline).map(({ event, status = '' }) => `${event} ${status}`.trim());
  expect(events).toEqual([
    'release begins',
    'AllowTraffic InProgress',
    '2 canary runs PASSED',
    'shop-page-pinned run FAILED',
    'Shop-ErrorRate-v2 ALARM',
    'deployment Stopped',
    'rollback deployment Succeeded',
    'stack Shop UPDATE_ROLLBACK_COMPLETE',
  ]);
});

test('the table has a row for each rehearsal and says below it what did not hold', () => {
  const broken = {
    ...stopped,
    name: 'another',
    ok: false,
    expectations: [{ key: 'within', want: '4 m', got: '6 m', ok: false }],
  };
  const table = rehearsalTable([stopped, broken], plain);
  expect(table.split('\n').filter((line) => /^[✔✖]/.test(line))).toHaveLength(2);
  expect(table).toContain('within: expected 4 m, it was 6 m');
});

test.each([
  [0, '+0:00'],
  [195.4, '+3:15'],
  [-18, '-0:18'],
  [3_661, '+61:01'],
])('%d s is %s', (seconds, text) => expect(clockText(seconds)).toBe(text));

describe('the page', () => {
  const image = Buffer.from('png');
  const page = reportPage([stopped], (path) => (path === 'screenshots/1/buy-failed.png' ? image : undefined));

  test('stands by itself: it loads nothing', () => {
    expect(page).not.toMatch(/<(script|link)\b|src="(?!data:)|url\(|@import/);
    expect(page).toContain(`data:image/png;base64,${image.toString('base64')}`);
  });

  test('shows the verdict, the shift, the alarm and the failed canary', () => {
    expect(page).toContain('The release was rolled back by an alarm');
    expect(page).toContain('aria-label="share of traffic of the candidate"');
    expect(page).toContain('class="state-ALARM"');
    expect(page).toContain('class="run-FAILED"');
    expect(page).toContain('href="https://wiki.example.com/error-rate"');
  });

  test('has what people were told, whole', () => {
    expect(page).toContain('<h2>What people were told</h2>');
    expect(page).toContain('<pre>Shop: …</pre>');
  });

  test('what comes from outside is text in it', () => {
    expect(page).toContain('one &lt;checkout&gt; in five fails');
    expect(page).not.toContain('<button>');
  });
});

describe('expectations', () => {
  const found: Found = {
    outcome: 'rolled-back',
    stoppedBy: 'alarm',
    trigger: ['Shop-ErrorRate-v2'],
    isTriggered: (name) => name === 'ShopErrorRate',
    exposure: 209_000,
    requests: stopped.requests,
  };
  const results = (expected: Parameters<typeof compare>[0]) => compare(expected, found).map(({ key, ok }) => [key, ok]);

  test('only what is named is compared', () => {
    expect(compare({}, found)).toEqual([]);
    expect(results({ outcome: 'rolled-back', stoppedBy: 'hook' })).toEqual([
      ['outcome', true],
      ['stoppedBy', false],
    ]);
  });

  test('every alarm that is named has to be among those that tripped', () => {
    expect(results({ trigger: ['ShopErrorRate'] })).toEqual([['trigger', true]]);
    expect(results({ trigger: ['ShopErrorRate', 'ShopLatency'] })).toEqual([['trigger', false]]);
  });

  test('time runs from the first shift; where there was none it is no time', () => {
    expect(results({ within: 240_000 })).toEqual([['within', true]]);
    expect(results({ within: 200_000 })).toEqual([['within', false]]);
    expect(compare({ within: 1_000 }, { ...found, exposure: undefined })[0]?.ok).toBe(true);
  });

  test('failed requests are counted against the most that is allowed', () => {
    expect(results({ maxFailedRequests: 14 })).toEqual([['maxFailedRequests', true]]);
    expect(results({ maxFailedRequests: 13 })).toEqual([['maxFailedRequests', false]]);
  });
});

test('a release that is stopped and left where it is, is told as that', () => {
  const left = { ...stopped, outcome: 'failed' as const };
  expect(rehearsalText(left, plain)).toMatch(/^✔ The release was stopped by an alarm and not rolled back/);
});
