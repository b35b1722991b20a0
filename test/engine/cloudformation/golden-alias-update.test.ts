import golden from '../../conformance/golden/cloudformation-alias-update-posthook-failure.json';
import messages from '../../conformance/message-formats.json';
import { Account, lambdaTemplate, SECOND } from './account';

const within = (value: number, [from = 0, to = 0]: readonly number[]) => {
  expect(value).toBeGreaterThanOrEqual(from);
  expect(value).toBeLessThanOrEqual(to);
};

test(golden.title, async () => {
  const account = new Account();
  const stack = account.stack();
  account.alarms.set('errors', 'OK');
  await account.done(stack.create(lambdaTemplate('A')));
  expect(account.codeDeploy.listDeployments()).toEqual([]);
  let aliasAtHook: unknown;
  account.onHook = (hook) => {
    aliasAtHook = account.aliases.get('orders:live');
    account.clock.after(2.8 * SECOND, () => {
      account.codeDeploy.putLifecycleEventHookExecutionStatus({ ...hook, status: 'Failed' });
    });
  };
  account.events.length = 0;
  const result = await account.done(stack.update(lambdaTemplate('B')));

  const [deployment, rollback] = account.codeDeploy.listDeployments();
  if (deployment === undefined || rollback === undefined) throw new Error('two deployments were expected');
  const alias = account.events.filter((e) => e.logicalId === 'Live');
  const own = account.events.filter((e) => e.logicalId === 'Orders');
  const t0 = alias[0]?.at ?? 0;
  const at = (time: number | undefined) => ((time ?? 0) - t0) / SECOND;

  expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(deployment).toMatchObject({ status: golden.final.deployment.status, error: golden.final.deployment.error });
  within(at(deployment.completeTime), golden.tolerances.deployment_s);
  expect(rollback.status).toBe(golden.final.rollback_deployment.status);
  within(at(rollback.completeTime) - at(rollback.createTime), golden.tolerances.rollback_s);

  expect(
    alias.map((e) => [e.status, e.reason?.replace(/RequestToken: [0-9a-f-]{36}/, 'RequestToken: {uuid}')]),
  ).toEqual([
    ['UPDATE_IN_PROGRESS', messages.cloudformation.alias_start.replace('{id}', deployment.id)],
    ['UPDATE_IN_PROGRESS', messages.cloudformation.alias_rollback.replace('{rollbackId}', rollback.id)],
    [
      'UPDATE_FAILED',
      messages.cloudformation.alias_failed
        .replace('{id}', deployment.id)
        .replace('{errorInformation.message}', golden.final.deployment.error.message),
    ],
    ['UPDATE_IN_PROGRESS', undefined],
    ['UPDATE_COMPLETE', undefined],
  ]);
  within(at(alias[1]?.at) - at(deployment.completeTime), golden.tolerances.cfn_notice_lag_s);
  const rollingBack = own.find((e) => e.status === 'UPDATE_ROLLBACK_IN_PROGRESS');
  within(at(own.at(-1)?.at) - at(rollingBack?.at), golden.tolerances.stack_rollback_s);
  expect(own.at(-1)?.status).toBe(golden.final.stack);

  // must: after-hook-at-100
  expect(aliasAtHook).toEqual({ version: '2' });
  // must: cfn-alias-failed-after-rollback-created
  expect(alias[2]?.at).toBeGreaterThan(rollback.createTime);
  expect(account.aliases.get('orders:live')).toEqual({ version: golden.final.alias.functionVersion });
});
