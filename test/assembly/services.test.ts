import { join } from 'node:path';
import { loadAssembly } from '../../lib/assembly';
import { VirtualClock } from '../../lib/engine/clock';
import { type ResourceHandler, Stack } from '../../lib/engine/cloudformation';

const assemblies = join(__dirname, '../assemblies');

/** Every type of resource exists here, has every attribute, and does nothing. */
const anything: ResourceHandler = {
  create: (request) => ({ physicalId: request.physicalName() }),
  update: (_, { physicalId }) => ({ physicalId }),
  delete: () => {},
  attribute: ({ physicalId }, name) => `${physicalId}.${name}`,
};

test.each([
  ['raw-cdk-rest/assembly', 'Shop', /^https:\/\/Shop-Api\w+-\w+\.execute-api\.eu-west-1\.amazonaws\.com\/.*\/$/],
  ['sam-orders/template.yaml', 'sam-orders', /^https:\/\/sam-orders-ServerlessRestApi-\w+\.execute-api/],
])('%s stands as a stack: every reference resolves', async (path, name, url) => {
  const [described] = loadAssembly(join(assemblies, path)).stacks;
  if (described === undefined) throw new Error('a stack was expected');
  expect(described.name).toBe(name);
  const clock = new VirtualClock(0);
  const statuses: string[] = [];
  const stack = new Stack(described.name, {
    clock,
    region: described.region ?? 'eu-west-1',
    account: described.account ?? '111122223333',
    handlerOf: () => anything,
    emit: ({ status, reason }) => void statuses.push(`${status} ${reason ?? ''}`),
  });
  let ended = false;
  const operation = stack.create(described.template, described.parameters).finally(() => {
    ended = true;
  });
  await clock.runUntil(() => ended);
  expect((await operation).status).toBe('CREATE_COMPLETE');
  expect(statuses.filter((status) => status.includes('FAILED'))).toEqual([]);
  expect(Object.values(stack.outputs).some((value) => url.test(String(value)))).toBe(true);

  const alias = [...stack.resources()].find((resource) => resource.type === 'AWS::Lambda::Alias');
  const policy = alias?.updatePolicy?.CodeDeployLambdaAliasUpdate;
  const group = [...stack.resources()].find((resource) => resource.type === 'AWS::CodeDeploy::DeploymentGroup');
  expect(policy).toMatchObject({ DeploymentGroupName: group?.physicalId });
  expect(String(group?.properties.DeploymentConfigName)).toBe('CodeDeployDefault.LambdaCanary10Percent10Minutes');
});
