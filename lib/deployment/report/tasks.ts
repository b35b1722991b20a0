import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { settings } from '../hooks/settings';
import type { VersionEvidence } from './evidence';
import { ERRORS } from './first-error';
import { readable } from './log-message';

const ecs = new ECSClient();
const logs = new CloudWatchLogsClient();

/** DescribeTasks takes no more at once. */
const TASKS = 100;

/** `family:revision` of a task definition's ARN. */
export function taskName(arn: string): string {
  return arn.split('task-definition/').at(-1) ?? arn;
}

/**
 * What the candidate's tasks say: why those that stopped did, and the first error that their containers logged. ECS remembers a
 * stopped task for an hour.
 */
export async function taskErrors(versions: readonly VersionEvidence[], since: Date): Promise<string> {
  const said = await Promise.all(
    versions.map(async ({ of, candidate }) => {
      const [cluster = '', service = ''] = of.split('/');
      const tasks = (await tasksOf(cluster, service)).filter(
        ({ taskDefinitionArn = '' }) => taskName(taskDefinitionArn) === candidate,
      );
      if (tasks.length === 0) throw new Error(`ECS knows no task of ${candidate} any more`);
      return [...stops(tasks), await firstLogged(candidate, tasks, since)];
    }),
  );
  return said
    .flat()
    .filter((line) => line !== '')
    .join('\n');
}

async function tasksOf(cluster: string, serviceName: string): Promise<readonly Task[]> {
  const listed = await Promise.all(
    (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
      ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus })),
    ),
  );
  const arns = listed.flatMap(({ taskArns = [] }) => taskArns).slice(0, TASKS);
  if (arns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: arns }));
  return tasks;
}

/** Reasons of tasks that stopped by themselves, each once. */
function stops(tasks: readonly Task[]): string[] {
  const reasons = tasks
    .filter(({ stopCode, lastStatus }) => lastStatus === 'STOPPED' && stopCode !== 'ServiceSchedulerInitiated')
    .map(({ stoppedReason = 'no reason was given', containers = [] }) => {
      const exits = containers
        .filter(({ exitCode, reason }) => (exitCode ?? 0) !== 0 || reason !== undefined)
        .map(({ name, exitCode, reason }) => [
          name,
          exitCode === undefined ? '' : `exited with ${exitCode}`,
          reason ?? '',
        ])
        .map((parts) => parts.filter((part) => part !== '').join(' '));
      return `Tasks stopped: ${[stoppedReason, ...exits].join('; ')}`;
    });
  return [...new Set(reasons)].slice(0, 3);
}

/** The first error in the tasks' own streams, `prefix/container/task`, of the groups that the report may read. */
async function firstLogged(candidate: string, tasks: readonly Task[], since: Date): Promise<string> {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: candidate }));
  const ids = tasks.map(({ taskArn = '' }) => taskArn.split('/').at(-1) ?? '');
  const streams = (taskDefinition?.containerDefinitions ?? []).flatMap(({ name, logConfiguration }) => {
    const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = logConfiguration?.options ?? {};
    if (group === undefined || prefix === undefined || !settings('LOG_GROUPS').includes(group)) return [];
    return [{ group, names: ids.map((id) => `${prefix}/${name}/${id}`) }];
  });
  if (streams.length === 0) throw new Error(`no log of ${candidate} that the report may read`);
  const events = await Promise.all(
    streams.map(async ({ group, names }) => {
      const answer = await logs.send(
        new FilterLogEventsCommand({
          logGroupName: group,
          logStreamNames: names,
          startTime: since.getTime(),
          filterPattern: ERRORS,
          limit: 100,
        }),
      );
      return answer.events ?? [];
    }),
  );
  const [first] = events.flat().sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
  return readable(first?.message ?? '');
}
