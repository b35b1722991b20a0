import type { Assembly } from '../../lib/assembly';
import { rehearse } from '../../lib/rehearsal';
import { edited, ofType, type Resources, scenarioFile, storefrontApp } from './assemblies';

/**
 * What goes wrong on AWS goes wrong here: each twin of the reference application has one well-known mistake in its guard,
 * and the verdict changes with it. Hooks are left out, so that the alarms alone decide.
 */
const storefront = storefrontApp();
const badRelease = scenarioFile('checkout-fails-for-users.yaml');
const fix = scenarioFile('fix-for-failing-production.yaml');

const minutes = 60_000;

function guard(mistake: (resources: Resources) => void = () => {}): Assembly {
  return edited(storefront(), (resources) => {
    for (const alias of ofType(resources, 'AWS::Lambda::Alias')) {
      delete alias.UpdatePolicy?.CodeDeployLambdaAliasUpdate?.BeforeAllowTrafficHook;
      delete alias.UpdatePolicy?.CodeDeployLambdaAliasUpdate?.AfterAllowTrafficHook;
    }
    mistake(resources);
  });
}

/** Every metric that an alarm reads, by whichever property. */
function metricsOf(resources: Resources) {
  return ofType(resources, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
    (Properties.Metrics ?? []).flatMap((query: { MetricStat?: unknown }) => query.MetricStat ?? []),
  );
}

function shiftAfter(resources: Resources, interval: number): void {
  for (const { Properties } of ofType(resources, 'AWS::CodeDeploy::DeploymentConfig')) {
    Properties.TrafficRoutingConfig.TimeBasedCanary.CanaryInterval = interval;
  }
  for (const { Properties } of ofType(resources, 'AWS::CodeDeploy::DeploymentGroup')) {
    if (typeof Properties.DeploymentConfigName === 'string') {
      Properties.DeploymentConfigName = `CodeDeployDefault.LambdaCanary10Percent${interval}Minutes`;
    }
  }
}

test('the guard as it is stops the bad release and lets the fix through', async () => {
  const stopped = await rehearse({ assembly: guard(), scenario: badRelease });
  expect(stopped).toMatchObject({ outcome: 'rolled-back', stoppedBy: 'alarm' });
  expect(stopped.trigger.map(({ alarm }) => alarm)).toContain('Storefront-ErrorRate-v2');
  expect(stopped.requests.candidateFailed).toBeLessThan(40);

  const through = await rehearse({ assembly: guard(), scenario: fix });
  expect(through).toMatchObject({ outcome: 'succeeded', requests: { candidateFailed: 0 } });
}, 120_000);

test('with periods of 300 s a shift of five minutes is over before the alarm fires', async () => {
  const slow = (resources: Resources) => {
    shiftAfter(resources, 5);
    for (const stat of metricsOf(resources)) stat.Period = 300;
  };
  // Every checkout fails: five minutes are short, and chance must not decide.
  const scenario = { ...badRelease, candidate: badRelease.candidate.map((fault) => ({ ...fault, rate: 1 })) };
  const quick = (resources: Resources) => shiftAfter(resources, 5);
  expect(await rehearse({ assembly: guard(quick), scenario })).toMatchObject({ outcome: 'rolled-back' });
  expect(await rehearse({ assembly: guard(slow), scenario })).toMatchObject({
    outcome: 'succeeded',
    ok: false,
  });
}, 120_000);

describe('with the dimensions of the alias, without the version', () => {
  const diluted = (resources: Resources) => {
    for (const { Metric } of metricsOf(resources)) {
      Metric.Dimensions = Metric.Dimensions.filter(({ Name }: { Name: string }) => Name !== 'ExecutedVersion');
    }
  };

  test('the errors of the candidate drown in the traffic of the baseline', async () => {
    const rehearsal = await rehearse({ assembly: guard(diluted), scenario: badRelease });
    expect(rehearsal).toMatchObject({ outcome: 'succeeded', ok: false });
  }, 120_000);

  test('the errors of the baseline stop the fix', async () => {
    const rehearsal = await rehearse({ assembly: guard(diluted), scenario: fix });
    expect(rehearsal).toMatchObject({ outcome: 'rolled-back', stoppedBy: 'alarm', requests: { candidateFailed: 0 } });
  }, 120_000);
});

test('without the alarms in the deployment group nothing stops the bad release', async () => {
  const rehearsal = await rehearse({
    assembly: guard((resources) => {
      for (const { Properties } of ofType(resources, 'AWS::CodeDeploy::DeploymentGroup')) {
        Properties.AlarmConfiguration.Enabled = false;
      }
    }),
    scenario: badRelease,
  });
  expect(rehearsal).toMatchObject({ outcome: 'succeeded', ok: false });
  const red = rehearsal.alarms.find(({ alarm }) => alarm === 'Storefront-ErrorRate-v2');
  expect(red?.changes.some(({ state, t }) => state === 'ALARM' && t * 1_000 < 10 * minutes)).toBe(true);
}, 120_000);

test('without rollback on alarms the deployment stops, and the alias is left between the versions', async () => {
  const rehearsal = await rehearse({
    assembly: guard((resources) => {
      for (const { Properties } of ofType(resources, 'AWS::CodeDeploy::DeploymentGroup')) {
        Properties.AutoRollbackConfiguration = { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] };
      }
    }),
    scenario: badRelease,
  });
  expect(rehearsal).toMatchObject({ outcome: 'failed', stoppedBy: 'alarm', deployment: { status: 'Stopped' } });
  expect(rehearsal.reason).toContain('no rollback followed, and traffic still reaches the candidate');
}, 120_000);
