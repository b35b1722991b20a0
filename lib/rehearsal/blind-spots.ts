import type { AlarmDescription } from '../engine/cloudwatch';
import type { UsersWay } from './release/entrance';
import { parseReference } from './services/lambda/functions';
import type { Users } from './traffic/users';
import type { Notes } from './world/notes';
import type { World } from './world/world';

/** Says what the rehearsal could not show, though its verdict does not betray it: of its traffic, and of its alarms. */
export function noteBlindSpots(world: World, users: Users): void {
  for (const way of users.ways) noteEntrance(world, way);
  noteNobody(world, users);
  noteUnserved(world, users);
  noteBaseline(world, users);
  noteAlarms(world);
}

/** A service or servers that no load balancer of the assembly leads to. */
function noteNobody({ compute, serving, notes, scenario }: World, { isBalanced }: Users): void {
  if (isBalanced || compute.release.aliases.length > 0 || scenario.traffic.requestsPerMinute === 0) return;
  notes.find(
    `No load balancer of the assembly leads users to ${serving.names().join(', ')}: nobody met a version of it, so its release was ` +
      'not measured. `traffic: none` in the scenario says that this is meant.',
  );
}

/** Requests that reached neither version. */
function noteUnserved({ notes }: World, { ledger, isBalanced }: Users): void {
  const { unserved } = ledger;
  if (unserved === 0) return;
  notes.find(
    isBalanced
      ? `${unserved} of the users' requests were answered with 503 by the load balancer itself: nothing behind it was in service.`
      : `${unserved} of the users' requests reached neither version: the API answered by itself; check the scenario's paths.`,
  );
}

/** How users come in, where that is not the API that leads to the alias. */
function noteEntrance({ notes, scenario, serving }: World, { aliases, entrance, event }: UsersWay): void {
  if (aliases.length === 0 || scenario.traffic.requestsPerMinute === 0) return;
  const [first] = aliases;
  const nameOf = (alias: typeof first) => `${alias?.functionId ?? alias?.functionName}`;
  if (entrance === undefined) {
    const isGiven = scenario.traffic.requests.some((request) => request.event !== undefined);
    if (!isGiven && first !== undefined && serving.routeToAlias(first) !== undefined) return;
    notes.find(
      `No API and no URL of the assembly leads to ${nameOf(first)}: users invoke its alias ${first?.alias} itself` +
        (isGiven ? '.' : `, with ${event.kind}; \`event\` in the requests of the scenario gives another.`),
    );
  } else if (entrance.past !== undefined) {
    notes.find(
      `${entrance.logicalId} calls ${nameOf(entrance.past)} itself, not its alias ${entrance.past.alias}: every user meets the new ` +
        'code as soon as the function is updated, before any shift. Have it call the alias.',
    );
  }
  const leads = entrance?.leads.map((target) => parseReference(target).functionName) ?? [first?.functionName];
  const unreached = aliases.filter(({ functionName }) => !leads.includes(functionName)).map(nameOf);
  if (unreached.length > 0)
    notes.find(
      `Users come in at ${entrance?.logicalId ?? nameOf(first)} alone: nobody calls ${unreached.join(', ')}, whose alarms see no ` +
        'traffic; `target` in the scenario names the one to rehearse.',
    );
}

/** A baseline that fails by itself says that the requests are not what the service takes. */
function noteBaseline({ notes }: World, { ledger }: Users): void {
  const { requests, failed } = ledger.soundBaseline;
  if (failed < requests / 2 || requests === 0) return;
  notes.find(
    `The baseline failed ${failed} of ${requests} requests without any fault of the scenario: the verdict says little; check the ` +
      "scenario's requests, and what the function needs.",
  );
}

/** Alarms of deployment groups that nobody knows, or that could not have fired. */
function noteAlarms({ cloudwatch, groups, serving, notes }: World): void {
  const all = new Map(cloudwatch.describeAlarms().map((alarm) => [alarm.name, alarm]));
  const published = new Set(cloudwatch.listMetrics().map(keyOf));
  for (const { logicalId, alarms } of serving.watched()) {
    if (alarms.length === 0)
      notes.find(`The service ${logicalId} has no deployment alarm: no alarm could have stopped its release.`);
    for (const name of alarms) if (!all.has(name)) assumeUnknown(name, 'ECS', notes);
  }
  for (const group of groups.all()) {
    if (group.alarms.length === 0 || !group.alarmsEnabled)
      notes.find(
        `The deployment group ${group.name} reads no alarm: nothing but a hook could have stopped its releases.`,
      );
    for (const name of group.alarms) if (!all.has(name)) assumeUnknown(name, 'CodeDeploy', notes);
  }
  for (const alarm of all.values()) {
    const metrics = metricsOf(alarm);
    if (metrics.length === 0 || metrics.some((metric) => published.has(keyOf(seenOf(metric))))) continue;
    const names = [...new Set(metrics.map(({ namespace, name }) => `${namespace} ${name}`))].join(', ');
    notes.find(`${alarm.name} had no data: nothing in the rehearsal published ${names} with its dimensions.`);
  }
}

function assumeUnknown(alarm: string, who: string, notes: Notes): void {
  notes.assume({
    name: `alarm ${alarm}`,
    value: 'never in ALARM',
    why: `The assembly does not create it; ${who} is taken to pass over a name that it does not find.`,
  });
}

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const keyOf = ({ namespace, name, dimensions }: Metric) =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** A load balancer counts answers only where there are any: that it counted requests says that there were none. */
function seenOf(metric: Metric): Metric {
  return metric.name.startsWith('HTTPCode_') ? { ...metric, name: 'RequestCount' } : metric;
}

/** The metrics that an alarm reads by name; none for one that asks with a query. */
function metricsOf({ properties }: AlarmDescription): readonly Metric[] {
  if (!('ComparisonOperator' in properties)) return [];
  const { Namespace, MetricName, Dimensions, Metrics = [] } = properties;
  const own = MetricName === undefined ? [] : [{ Namespace, MetricName, Dimensions }];
  const used = Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
  return [...own, ...used].map((metric) => ({
    namespace: metric.Namespace ?? '',
    name: metric.MetricName ?? '',
    dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
  }));
}
