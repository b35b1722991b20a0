import type { GuardRunbookNames, RunbookNamesOf, RunbookTarget } from '../../lib/runbooks';

const guard = { guard: 'Shop-Guard', dashboard: 'Shop-Guard', stack: 'Shop' };
const canaries = { canary: ['shop-page-pinned'] };
const codeDeploy = { application: 'Shop-App' };
const hooks = {
  'before-log-group': 'Shop-Before-Logs',
  'after-log-group': 'Shop-After-Logs',
  'schedule-group': 'Shop-Waits',
};
const arn = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:111122223333:${rest}`;
const balanced = {
  'load-balancer': arn('loadbalancer/app/shop/0123456789abcdef'),
  'target-group': [arn('targetgroup/blue/0123456789abcdef')],
};
const tasks = { cluster: 'shops', service: 'shop', 'log-group': ['shop-tasks'] };

/** The names of a guard of each target. */
export const guards: { readonly [T in RunbookTarget]: RunbookNamesOf<T> } = {
  functions: {
    target: 'functions',
    ...guard,
    ...canaries,
    ...codeDeploy,
    ...hooks,
    group: ['shop-group'],
    function: ['shop'],
    alias: ['live'],
    'log-group': ['/aws/lambda/shop'],
  },
  service: { target: 'service', ...guard, ...canaries, ...balanced, ...tasks, 'hook-log-group': 'Shop-Hook-Logs' },
  'ecs-deployment-group': {
    target: 'ecs-deployment-group',
    ...guard,
    ...canaries,
    ...codeDeploy,
    ...hooks,
    ...balanced,
    ...tasks,
    group: ['shop-group'],
  },
  servers: { target: 'servers', ...guard, ...canaries, ...codeDeploy, ...balanced, group: ['servers'] },
};

export const everyGuard: readonly GuardRunbookNames[] = Object.values(guards);
