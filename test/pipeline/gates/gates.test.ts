import { Aws, decide, gateOf } from './aws';

jest.setTimeout(60_000);

let aws: Aws;
let logged: string[];

beforeEach(async () => {
  aws = new Aws();
  await aws.start();
  logged = [];
  jest.spyOn(Date, 'now').mockImplementation(() => aws.now);
  jest.spyOn(console, 'log').mockImplementation((line) => void logged.push(String(line)));
  aws.alarms.set('Shop', { type: 'CompositeAlarm', state: 'OK', reason: '' });
  aws.alarms.set('Shop-production', { type: 'MetricAlarm', state: 'OK', reason: '' });
  Object.assign(process.env, {
    ALARMS: 'Shop,Shop-production',
    CANARIES: 'page-live,api-live',
    BAKE_MINUTES: '10',
    MIN_REQUESTS: '1000',
    PATIENCE_MINUTES: '40',
    REQUESTS: JSON.stringify([{ stack: 'Prod-Shop', output: 'ShopLiveAliases' }]),
  });
  aws.outputs = { ShopLiveAliases: 'shop-page:live,shop-api:live' };
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
});

const red = (name: string, reason = 'Threshold Crossed: 3 datapoints') => {
  const type = name === 'Shop' ? 'CompositeAlarm' : 'MetricAlarm';
  aws.alarms.set(name, { type, state: 'ALARM', reason });
};

/** A minute in which users make requests to one of the functions. */
const minuteOf = (count: number) => () => {
  aws.requests.push({ at: Math.floor(aws.now / 60_000) * 60_000 - 60_000, resource: 'shop-api:live', count });
};

describe('the gate at the entry', () => {
  test('lets a release in where nothing is red', async () => {
    expect(await decide(aws, gateOf('entry'))).toEqual(['succeeded: quiet: Shop, Shop-production']);
  });

  test('keeps a release out of a stage that is red, also by a composite alarm', async () => {
    red('Shop', 'Shop-v12 transitioned to ALARM');
    const [told] = await decide(aws, gateOf('entry'));
    expect(told).toMatch(/^failed: not entered: Shop is in ALARM: Shop-v12 transitioned to ALARM\./);
  });

  test('lets the fix in where somebody overrode the condition', async () => {
    red('Shop-production');
    aws.entryCondition = 'Overridden';
    expect(await decide(aws, gateOf('entry'))).toEqual([
      'succeeded: overridden: Shop-production is in ALARM: Threshold Crossed: 3 datapoints',
    ]);
  });

  test('never blocks the way back', async () => {
    red('Shop');
    aws.executions = [{ id: 'this', type: 'ROLLBACK' }];
    expect(await decide(aws, gateOf('entry'))).toEqual(['succeeded: a rollback is not blocked']);
  });

  test('is passed by the first release, before there is any alarm', async () => {
    aws.alarms.clear();
    expect(await decide(aws, gateOf('entry'))).toEqual([
      'succeeded: quiet: no alarm; not there yet: Shop, Shop-production',
    ]);
  });
});

describe('the gate of the canaries', () => {
  const ran = (name: string, state: string, reason?: string) =>
    aws.canaries.set(name, [{ started: aws.now, state, reason }, ...(aws.canaries.get(name) ?? [])]);

  test('waits until each canary has passed a run that is newer than the deployment', async () => {
    aws.canaries.set('page-live', [{ started: aws.now - 60_000, state: 'PASSED' }]);
    const told = await decide(aws, gateOf('canaries'), () => {
      ran('page-live', 'PASSED');
      ran('api-live', 'PASSED');
    });
    expect(told).toEqual([
      'waiting: page-live has no finished run yet; api-live has no finished run yet',
      'succeeded: page-live passed; api-live passed',
    ]);
  });

  test('fails the stage where the service does not work for a user', async () => {
    const told = await decide(aws, gateOf('canaries'), () => {
      ran('page-live', 'PASSED');
      ran('api-live', 'FAILED', 'checkout answered 500');
    });
    expect(told.at(-1)).toMatch(/^failed: api-live failed 2 \(>= 2\) runs: checkout answered 500\./);
  });

  test('a canary that never shows anything fails the stage', async () => {
    const told = await decide(aws, gateOf('canaries'));
    expect(told.at(-1)).toMatch(/^failed: page-live has no finished run yet.*after 15 \(>= 15\) minutes/);
  });
});

describe('the bake', () => {
  test('lasts as long as it was told, and promotes', async () => {
    const told = await decide(aws, gateOf('bake'), minuteOf(300));
    expect(told).toHaveLength(11);
    expect(told[1]).toBe('waiting: quiet for 1.0 of 10 minutes');
    expect(told.at(-1)).toBe('succeeded: quiet for 10.0 minutes, with 3000 of 1000 requests');
  });

  test('an alarm in its last minute fails the stage', async () => {
    let minutes = 0;
    const told = await decide(aws, gateOf('bake'), () => {
      minutes += 1;
      if (minutes === 9) red('Shop-production', '2 of 3 datapoints were greater than 5');
    });
    expect(told).toHaveLength(10);
    expect(told.at(-1)).toMatch(/^failed: Shop-production is in ALARM: 2 of 3 datapoints were greater than 5\./);
  });

  test('goes on until enough requests have been made', async () => {
    const told = await decide(aws, gateOf('bake'), minuteOf(50));
    expect(told.at(10)).toMatch(/^waiting: quiet for 10.0 minutes, with 500 of 1000 requests/);
    expect(told.at(-1)).toMatch(/^succeeded: quiet for 20.0 minutes, with 1000 of 1000 requests/);
  });

  test('does not promote what nobody has used', async () => {
    const told = await decide(aws, gateOf('bake'), minuteOf(1));
    expect(told.at(-1)).toMatch(/^failed: not measured: 40 \(< 1000\) requests in 40 minutes/);
  });

  test('an alarm that is not there is not a quiet one', async () => {
    aws.alarms.delete('Shop-production');
    expect((await decide(aws, gateOf('bake')))[0]).toMatch(/^failed: CloudWatch has no alarm Shop-production/);
  });

  test('a rollback is not baked', async () => {
    red('Shop');
    aws.executions = [{ id: 'this', type: 'ROLLBACK' }];
    expect(await decide(aws, gateOf('bake'))).toEqual(['succeeded: a rollback is not baked: its version had passed']);
  });

  test('a call that AWS refuses once says nothing about the release; five in a row do', async () => {
    aws.throttled = 4;
    expect((await decide(aws, gateOf('bake'), minuteOf(100))).at(-1)).toMatch(/^succeeded/);
    aws.throttled = 100;
    const told = await decide(aws, gateOf('bake'));
    expect(told).toHaveLength(5);
    expect(told.at(-1)).toMatch(/^failed: not measured in 5 rounds: .*not now/);
  });
});

describe('a stage that fails', () => {
  const failure = async () => {
    red('Shop');
    return (await decide(aws, gateOf('bake'))).at(-1);
  };

  test('names the execution that CodePipeline rolls it back to', async () => {
    aws.executions = [
      { id: 'this', version: 7 },
      { id: 'good', version: 7, succeeded: true },
    ];
    expect(await failure()).toMatch(/CodePipeline rolls Prod back to good\./);
  });

  test('says that nothing rolls it back after the pipeline has changed itself', async () => {
    aws.executions = [
      { id: 'this', version: 7 },
      { id: 'good', version: 6, succeeded: true, commit: '4f2a9c1' },
    ];
    expect(await failure()).toMatch(
      /NOT ROLLED BACK: no execution has succeeded in Prod since the pipeline itself changed \(version 7\).*last good: shop_storefront 4f2a9c1\./,
    );
  });

  test('an earlier rollback is nothing to go back to', async () => {
    aws.executions = [
      { id: 'this', version: 7 },
      { id: 'back', type: 'ROLLBACK', version: 7, succeeded: true },
    ];
    expect(await failure()).toMatch(/NOT ROLLED BACK/);
  });

  test('keeps the credentials of the job out of its log', async () => {
    await failure();
    expect(logged.join()).toMatch(/Shop is in ALARM/);
    expect(logged.join()).not.toMatch(/a-secret/);
  });
});
