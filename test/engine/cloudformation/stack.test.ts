import { parseTemplate } from '../../../lib/engine/cloudformation';
import { Account, lambdaTemplate, SECOND } from './account';

const thing = (Properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  Type: 'Test::Thing',
  Properties,
  ...more,
});
const template = (Resources: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  parseTemplate({ Resources, ...more });

async function created(resources: Record<string, unknown>) {
  const account = new Account();
  const stack = account.stack();
  await account.done(stack.create(template(resources)));
  account.log.length = 0;
  account.events.length = 0;
  return { account, stack };
}

describe('create', () => {
  test('makes resources after those they wait for, and gives outputs and exports', async () => {
    const account = new Account();
    const stack = account.stack();
    const result = await account.done(
      stack.create(
        template(
          { B: thing({ Name: 'b', Of: { Ref: 'A' } }), A: thing({ Name: 'a' }) },
          {
            Outputs: {
              Where: { Value: { 'Fn::GetAtt': ['B', 'Arn'] }, Export: { Name: { 'Fn::Sub': `\${AWS::StackName}-b` } } },
            },
          },
        ),
      ),
    );
    expect(result.status).toBe('CREATE_COMPLETE');
    expect(account.log).toEqual(['+a', '+b']);
    expect(account.statuses('A')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    expect(stack.outputs).toEqual({ Where: 'arn:b' });
    expect(stack.exports).toEqual({ 'Orders-b': 'arn:b' });
    expect(stack.resource('B')?.properties.Of).toBe('a');
  });

  test('names what has no name by stack, logical id and twelve characters, the same on every run', async () => {
    const { stack } = await created({ Queue: thing() });
    const again = await created({ Queue: thing() });
    expect(stack.resource('Queue')?.physicalId).toMatch(/^Orders-Queue-[0-9A-Z]{12}$/);
    expect(again.stack.resource('Queue')?.physicalId).toBe(stack.resource('Queue')?.physicalId);
  });

  test('removes everything where a resource fails', async () => {
    const account = new Account();
    account.failing.set('B', 'no room');
    const stack = account.stack();
    const result = await account.done(
      stack.create(
        template({
          A: thing({ Name: 'a' }),
          B: thing({ Name: 'b', Of: { Ref: 'A' } }),
          C: thing({ Of: { Ref: 'B' } }),
        }),
      ),
    );
    expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', failed: ['B'] });
    expect(account.log).toEqual(['+a', '-a']);
    expect(account.events.find((e) => e.status === 'CREATE_FAILED')?.reason).toContain('"no room"');
    expect(account.statuses('C')).toEqual([]);
    expect([...stack.resources()]).toEqual([]);
  });

  test('a circle is refused before anything is made', () => {
    const account = new Account();
    const circle = template({ A: thing({ Of: { Ref: 'B' } }), B: thing({}, { DependsOn: 'A' }) });
    expect(() => account.stack().create(circle)).toThrow('Circular dependency between resources: [A, B]');
    expect(account.events).toEqual([]);
  });
});

describe('update', () => {
  test('touches what changed, and what changes only through a reference', async () => {
    const { account, stack } = await created({
      A: thing({ Name: 'a' }),
      B: thing({ Of: { Ref: 'A' }, Name: 'b' }),
      C: thing({ Name: 'c' }),
    });
    await account.done(
      stack.update(
        template({ A: thing({ Name: 'a2' }), B: thing({ Of: { Ref: 'A' }, Name: 'b' }), C: thing({ Name: 'c' }) }),
      ),
    );
    expect(account.log).toEqual(['+a2', '~b', '-a']);
    expect(account.statuses('C')).toEqual([]);
    expect(account.statuses('A')).toContain('DELETE_COMPLETE');
    const own = account.statuses('Orders');
    expect(own).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
  });

  test('removed resources go at the clean-up, dependents first; Retain keeps them', async () => {
    const { account, stack } = await created({
      A: thing({ Name: 'a' }),
      B: thing({ Name: 'b', Of: { Ref: 'A' } }),
      Kept: thing({ Name: 'k' }, { DeletionPolicy: 'Retain' }),
      Stays: thing({ Name: 's' }),
    });
    await account.done(stack.update(template({ Stays: thing({ Name: 's' }), New: thing({ Name: 'n' }) })));
    expect(account.log).toEqual(['+n', '-b', '-a']);
    expect(account.statuses('Kept')).toEqual(['DELETE_SKIPPED']);
    expect([...stack.resources()].map((r) => r.logicalId)).toEqual(['Stays', 'New']);
  });

  test('a failure puts back what was updated, then deletes what was added', async () => {
    const before = { A: thing({ Name: 'a', Size: 1 }), R: thing({ Name: 'r' }), Bad: thing({ Name: 'bad', Size: 1 }) };
    const { account, stack } = await created(before);
    account.failing.set('Bad', 'too large');
    const result = await account.done(
      stack.update(
        template({
          A: thing({ Name: 'a', Size: 2 }),
          R: thing({ Name: 'r2' }),
          New: thing({ Name: 'n' }),
          Bad: thing({ Name: 'bad', Size: 2, After: [{ Ref: 'A' }, { Ref: 'R' }, { Ref: 'New' }] }),
        }),
      ),
    );
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', failed: ['Bad'] });
    expect(result.reason).toBe('The following resource(s) failed to update: [Bad]. ');
    expect(account.log).toEqual(['~a', '+r2', '+n', '~a', '~bad', '-r2', '-n']);
    expect(stack.resource('A')?.properties.Size).toBe(1);
    expect(stack.resource('R')?.physicalId).toBe('r');
    expect(stack.resource('New')).toBeUndefined();
    account.failing.clear();
    const again = await account.done(stack.update(template({ ...before, A: thing({ Name: 'a', Size: 3 }) })));
    expect(again.status).toBe('UPDATE_COMPLETE');
  });

  test('what cannot be put back leaves the stack stuck, and nothing is cleaned up', async () => {
    const { account, stack } = await created({ A: thing({ Name: 'a', Size: 1 }) });
    account.failing.set('A', 'gone');
    account.lost.add('A');
    const changed = template({ A: thing({ Name: 'a', Size: 2 }), New: thing({ Name: 'n' }) });
    const result = await account.done(stack.update(changed));
    expect(result.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(account.log).toEqual(['+n']);
    expect(() => stack.update(changed)).toThrow('is in UPDATE_ROLLBACK_FAILED state and can not be updated');
  });

  test('is refused where nothing changes', async () => {
    const { stack } = await created({ A: thing() });
    expect(() => stack.update(template({ A: thing() }))).toThrow('No updates are to be performed.');
  });

  test('a resource of a condition that turns false goes', async () => {
    const account = new Account();
    const stack = account.stack();
    const both = template(
      { A: thing({ Name: 'a' }), B: thing({ Name: 'b' }, { Condition: 'Wanted', DependsOn: 'A' }) },
      {
        Parameters: { Want: { Type: 'String', Default: 'yes' } },
        Conditions: { Wanted: { 'Fn::Equals': [{ Ref: 'Want' }, 'yes'] } },
      },
    );
    await account.done(stack.create(both));
    await account.done(stack.update(both, { Want: 'no' }));
    expect(account.log).toEqual(['+a', '+b', '-b']);
  });

  test('imports what another stack exports', async () => {
    const account = new Account();
    const network = account.stack('Network');
    await account.done(
      network.create(
        template(
          { Vpc: thing({ Name: 'vpc-1' }) },
          { Outputs: { Vpc: { Value: { Ref: 'Vpc' }, Export: { Name: 'vpc' } } } },
        ),
      ),
    );
    for (const [name, value] of Object.entries(network.exports)) account.exports.set(name, value);
    const orders = account.stack();
    await account.done(orders.create(template({ A: thing({ Vpc: { 'Fn::ImportValue': 'vpc' } }) })));
    expect(orders.resource('A')?.properties.Vpc).toBe('vpc-1');
    const other = account.stack('Other');
    const result = await account.done(other.create(template({ A: thing({ Vpc: { 'Fn::ImportValue': 'subnet' } }) })));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(account.events.find((e) => e.status === 'CREATE_FAILED')?.reason).toBe('No export named subnet found.');
  });
});

describe('an alias under CodeDeploy', () => {
  async function deployed(more: Record<string, unknown> = {}, policy?: string) {
    const account = new Account();
    account.alarms.set('errors', 'OK');
    account.onHook = (hook) => {
      account.clock.after(SECOND, () => {
        account.codeDeploy.putLifecycleEventHookExecutionStatus({ ...hook, status: 'Succeeded' });
      });
    };
    const stack = account.stack();
    await account.done(stack.create(lambdaTemplate('A', more, policy)));
    account.log.length = 0;
    account.events.length = 0;
    return { account, stack };
  }

  test('shifts to the new version; the old one is deleted in the clean-up unless it is retained', async () => {
    const { account, stack } = await deployed();
    const result = await account.done(stack.update(lambdaTemplate('B')));
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(account.aliases.get('orders:live')).toEqual({ version: '2' });
    expect(account.log).toEqual(['~orders', '+orders:2', '-orders:1']);
    const kept = await deployed({}, 'Retain');
    await kept.account.done(kept.stack.update(lambdaTemplate('B', {}, 'Retain')));
    expect(kept.account.log).toEqual(['~orders', '+orders:2']);
  });

  test('CloudFormation sees the end of a deployment 20 s later', async () => {
    const { account, stack } = await deployed();
    await account.done(stack.update(lambdaTemplate('B')));
    const [deployment] = account.codeDeploy.listDeployments();
    const complete = account.events.find((e) => e.logicalId === 'Live' && e.status === 'UPDATE_COMPLETE');
    expect((complete?.at ?? 0) - (deployment?.completeTime ?? 0)).toBe(20 * SECOND);
  });

  test('an alarm stops it, the stack rolls back, and the function has its old code again', async () => {
    const { account, stack } = await deployed();
    account.clock.after(60 * SECOND, () => void account.alarms.set('errors', 'ALARM'));
    const result = await account.done(stack.update(lambdaTemplate('B')));
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', failed: ['Live'] });
    expect(account.aliases.get('orders:live')).toEqual({ version: '1' });
    expect(stack.resource('Function')?.properties.Code).toBe('A');
    expect(account.log).toEqual(['~orders', '+orders:2', '~orders', '-orders:2']);
  });

  test('an alias that had shifted goes back at once where another resource fails later', async () => {
    const { account, stack } = await deployed();
    account.failing.set('Late', 'quota');
    const late = { Late: thing({ Of: { Ref: 'Live' } }) };
    const result = await account.done(stack.update(lambdaTemplate('B', late)));
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', failed: ['Late'] });
    expect(account.aliases.get('orders:live')).toEqual({ version: '1' });
    expect(account.codeDeploy.listDeployments()).toHaveLength(1);
  });

  test('a resource that fails meanwhile stops the deployment', async () => {
    const { account, stack } = await deployed({ Slow: thing({ Size: 1 }) });
    account.failing.set('Slow', 'quota');
    const result = await account.done(
      stack.update(lambdaTemplate('B', { Slow: thing({ Size: 2, Of: { Ref: 'VersionB' } }) })),
    );
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(result.failed).toContain('Slow');
    expect(account.codeDeploy.listDeployments().map((d) => d.status)).toEqual(['Stopped', 'Succeeded']);
    expect(account.aliases.get('orders:live')).toEqual({ version: '1' });
  });
});

describe("a service under ECS' own deployments", () => {
  test.each([
    [undefined, 'UPDATE_COMPLETE', 2],
    ['Alarms in ALARM: errors.', 'UPDATE_ROLLBACK_COMPLETE', 1],
  ])('waits for the deployment; %s: %s', async (failed, status, size) => {
    const account = new Account();
    const plain = account.handlerOf('Test::Thing');
    const deployed: unknown[] = [];
    const stack = account.stack('Shop', {
      handlerOf: () => ({
        ...plain,
        deploy: ({ properties }) => {
          // A change that needs no new tasks is an update as any other.
          if (properties.Size === undefined) return undefined;
          deployed.push(properties.Size);
          return {
            id: 'ecs-svc/1',
            controller: 'ECS',
            onEnd: (listener) => {
              account.clock.after(300 * SECOND, () => listener({ ...(failed !== undefined && { failed }) }));
            },
          };
        },
      }),
    });
    await account.done(stack.create(template({ Service: thing({ Name: 's', Size: 1 }) })));
    const begin = account.seconds();
    const result = await account.done(stack.update(template({ Service: thing({ Name: 's', Size: 2 }) })));
    expect(result.status).toBe(status);
    expect(deployed).toEqual([2]);
    expect(account.seconds(result.at) - begin).toBeGreaterThan(300);
    expect(stack.resource('Service')?.properties.Size).toBe(size);
    const failure = account.events.find((e) => e.status === 'UPDATE_FAILED');
    if (failed !== undefined) expect(failure?.reason).toContain(`"${failed}"`);
  });
});

describe('rollback triggers', () => {
  const triggers = (monitoringTime: number) => ({
    rollbackConfiguration: { triggers: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:bake'], monitoringTime },
  });

  test('roll the whole operation back during the monitoring time', async () => {
    const { account, stack } = await created({ A: thing({ Name: 'a', Size: 1 }) });
    account.alarms.set('bake', 'OK');
    account.clock.after(600 * SECOND, () => void account.alarms.set('bake', 'ALARM'));
    const begin = account.seconds();
    const result = await account.done(
      stack.update(template({ A: thing({ Name: 'a', Size: 2 }) }), {}, triggers(1800 * SECOND)),
    );
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(result.reason).toContain('alarm:bake');
    expect(account.seconds(result.at) - begin).toBeLessThan(660);
    expect(stack.resource('A')?.properties.Size).toBe(1);
  });

  test.each([
    [{ triggers: Array.from({ length: 6 }, (_, i) => `arn:${i}`) }, '6 rollback triggers'],
    [{ triggers: [], monitoringTime: 181 * 60 * SECOND }, '181 minutes'],
  ])('%j is refused', async (rollbackConfiguration, message) => {
    const { stack } = await created({ A: thing() });
    expect(() => stack.update(template({ A: thing({ Size: 2 }) }), {}, { rollbackConfiguration })).toThrow(message);
  });

  test('let it complete after a quiet monitoring time, and fail it where the alarm does not exist', async () => {
    const { account, stack } = await created({ A: thing({ Name: 'a', Size: 1 }) });
    account.alarms.set('bake', 'OK');
    const begin = account.seconds();
    const quiet = await account.done(
      stack.update(template({ A: thing({ Name: 'a', Size: 2 }) }), {}, triggers(1800 * SECOND)),
    );
    expect(quiet.status).toBe('UPDATE_COMPLETE');
    expect(account.seconds(quiet.at) - begin).toBeGreaterThanOrEqual(1800);
    account.alarms.clear();
    const missing = await account.done(stack.update(template({ A: thing({ Name: 'a', Size: 3 }) }), {}, triggers(0)));
    expect(missing).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(missing.reason).toContain('does not exist');
  });
});

describe('nested stacks', () => {
  const child = (size: number) =>
    template(
      { Inner: thing({ Name: 'inner', Size: size }), ...(size > 1 && { Added: thing({ Name: 'added' }) }) },
      { Parameters: { P: { Type: 'String' } }, Outputs: { Id: { Value: { Ref: 'Inner' } } } },
    );
  const parent = (size: number) =>
    template({
      Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `u${size}`, Parameters: { P: 'p' } } },
      After: thing({ Name: 'after', Of: { 'Fn::GetAtt': ['Child', 'Outputs.Id'] }, Size: size }),
    });

  test('are updated with their parent and rolled back with it', async () => {
    const account = new Account();
    let size = 1;
    const stack = account.stack('Parent', { nestedTemplate: () => child(size) });
    await account.done(stack.create(parent(1)));
    expect(stack.resource('After')?.properties.Of).toBe('inner');
    const inner = stack.nested('Child');
    expect(inner?.name).toMatch(/^Parent-Child-/);
    account.failing.set('After', 'no');
    size = 2;
    const failed = await account.done(stack.update(parent(2)));
    expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(inner?.resource('Inner')?.properties.Size).toBe(1);
    expect(inner?.resource('Added')).toBeUndefined();
    account.failing.clear();
    const good = await account.done(stack.update(parent(2)));
    expect(good.status).toBe('UPDATE_COMPLETE');
    expect(inner?.resource('Inner')?.properties.Size).toBe(2);
    account.log.length = 0;
    await account.done(stack.delete());
    expect([...account.log].sort()).toEqual(['-added', '-after', '-inner']);
  });
});
