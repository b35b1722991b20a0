import { Duration, Stack } from 'aws-cdk-lib';
import { ErrorRate, Latency, SyntheticSuccess } from '../../lib/alarms';
import { GuardsBoard } from '../../lib/dashboards';
import { Service } from '../deployment/service';
import { metricsOf, widgetsOf } from './dashboard-body';

const service = new Service();
const guard = service.guard({
  signals: [ErrorRate.above(1), Latency.above(Duration.millis(800)), SyntheticSuccess.below(90)],
});
guard.runAgainst({ baseUrl: 'https://shop.example.com' });
new GuardsBoard(new Stack(service.app, 'Boards'), 'Board', { guards: [guard] });
const bodies = Object.values(service.released('AWS::CloudWatch::Dashboard'));
const widgets = widgetsOf(String(bodies[0]?.DashboardBody));
const graphs = widgets.filter((widget) => widget.type === 'metric');
const texts = widgets.filter((widget) => widget.type === 'text').map(({ properties }) => properties.markdown);

test('an account has one list of dashboards: the guard has one of its name and its Region', () => {
  expect(bodies.map(({ DashboardName }) => DashboardName)).toEqual(['Shop-Guard-eu-west-1']);
});

test('the composite alarm is on top, then its children', () => {
  const [guardOnTop, children] = widgets.filter((widget) => widget.type === 'alarm');
  expect(guardOnTop).toMatchObject({ y: 2, properties: { alarms: [expect.stringMatching(/:GuardAlarm$/)] } });
  expect(children).toMatchObject({ y: 4 });
  expect(children?.properties.alarms).toHaveLength(3);
});

test('each condition is drawn with its threshold, the baseline beside the candidate', () => {
  const [errors] = graphs.filter(({ properties }) => properties.title === 'ErrorRate');
  expect(errors?.properties.annotations?.horizontal).toEqual([expect.objectContaining({ value: 1 })]);
  const labels = errors?.properties.metrics
    .flat()
    .flatMap((part) => (typeof part === 'object' && part.label ? [part.label] : []));
  expect(labels).toEqual(['errors of the candidate (%)', 'errors of the baseline (%)']);
});

test('canaries are shown, pinned and live, with links to their runs', () => {
  const links = texts.filter((text) => text.includes('synthetics:canary/detail'));
  expect(links.join('\n')).toContain('canary/detail/shop-guard-checkout-api-pinned');
  expect(links.join('\n')).toContain('canary/detail/shop-guard-checkout-api-live');
  expect(texts.findLastIndex((text) => links.includes(text))).toBeLessThan(
    texts.findIndex((text) => text.startsWith('# The guard rolled a release back')),
  );
});

test('the runbooks carry the real names, in commands that can be copied', () => {
  const rolledBack = texts.find((text) => text.startsWith('# The guard rolled a release back'));
  expect(rolledBack).toContain('aws lambda get-alias --function-name shop-handler --name live');
  for (const text of texts) expect(text).not.toMatch(/<(function|alias|guard|application|group|stack|log-group)>/);
});

test('what a graph leaves out is in the row before', () => {
  const [errors] = graphs.filter(({ properties }) => properties.title === 'ErrorRate');
  expect(errors?.properties.metrics.flat().filter((part) => part === '.').length).toBeGreaterThan(10);
  const alias = { FunctionName: 'shop-handler', Resource: 'shop-handler:live' };
  expect(errors === undefined ? [] : metricsOf(errors)).toEqual([
    expect.objectContaining({ namespace: 'AWS/Lambda', name: 'Errors', dimensions: alias, id: 'allErrors' }),
    expect.objectContaining({ name: 'Invocations', dimensions: alias, id: 'allInvocations' }),
    expect.objectContaining({ name: 'Errors', dimensions: { ...alias, ExecutedVersion: '12' }, id: 'errors' }),
    expect.objectContaining({
      name: 'Invocations',
      dimensions: { ...alias, ExecutedVersion: '12' },
      id: 'invocations',
    }),
  ]);
});

test('the graph of canary runs shows where the guard fires, in place of a graph for each canary', () => {
  const runs = graphs.filter(({ properties }) => JSON.stringify(properties.metrics).includes('SuccessPercent'));
  expect(runs.map(({ properties }) => properties.annotations?.horizontal.map(({ value }) => value))).toEqual([
    [90],
    undefined,
  ]);
});

test('a guard of many functions says their names once, to paste before the commands', () => {
  const many = new Service();
  many.guard({
    functions: ['Cart', 'Pay', 'Ship', 'Tax'].map((id) => many.function(id)),
    signals: [ErrorRate.above(1)],
  });
  const [board] = Object.values(many.released('AWS::CloudWatch::Dashboard'));
  const pages = widgetsOf(String(board?.DashboardBody)).flatMap((one) =>
    one.type === 'text' ? [one.properties.markdown] : [],
  );
  const [names] = pages.filter((page) => page.startsWith('# Names'));
  expect(names).toMatch(/^FUNCTION=Pay\S* LOG_GROUP=\S*Pay\S* GROUP=\S*Pay\S*$/m);
  const [rolledBack] = pages.filter((page) => page.startsWith('# The guard rolled a release back'));
  expect(rolledBack).toContain('aws lambda get-alias --function-name $FUNCTION --name live');
});

test('every alarm links to the dashboard that shows its runbook', () => {
  for (const alarm of Object.values(service.released('AWS::CloudWatch::Alarm'))) {
    expect(alarm.AlarmDescription).toMatch(
      /Runbook: runbooks\/[a-z-]+\.md \(with this guard's names: https:\/\/eu-west-1\.console.*#dashboards\/dashboard\/Shop-Guard-eu-west-1\)$/,
    );
  }
});

test('more alarms than one widget takes lie in several', () => {
  const account = new Service();
  const guards = Array.from({ length: 120 }, (_, index) => ({ guardName: `Service${index}` }));
  new GuardsBoard(account.stack, 'Board', { guards });
  const [board] = Object.values(account.released('AWS::CloudWatch::Dashboard'));
  const shown = widgetsOf(String(board?.DashboardBody)).map((widget) =>
    widget.type === 'alarm' ? widget.properties.alarms.length : 'links',
  );
  expect(shown).toEqual([100, 20, 'links']);
});

test('the board over all guards names no resource of another stack', () => {
  const other = new Service();
  new GuardsBoard(other.stack, 'Board', { guards: [{ guardName: 'Shop-Guard' }, { guardName: 'Orders' }] });
  const [board] = Object.values(other.released('AWS::CloudWatch::Dashboard'));
  const [status] = widgetsOf(String(board?.DashboardBody));
  expect(status?.properties).toMatchObject({
    alarms: [
      'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Shop-Guard',
      'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Orders',
    ],
  });
});
