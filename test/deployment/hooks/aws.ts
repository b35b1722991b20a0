import { AwsEndpoint, AwsError } from '../../../lib/endpoint';

interface FakeCanary {
  state: string;
  lastStarted?: Date;
  readonly runs: { started: number; state: string; reason?: string }[];
}

/** The AWS that hooks see: canaries with their runs, alarms, deployments and schedules, answered on loopback. */
export class Aws {
  /** Virtual: what the hooks' clock shows. */
  now = Date.parse('2026-11-23T12:00:00Z');
  readonly canaries = new Map<string, FakeCanary>();
  readonly alarms = new Map<string, { type: 'MetricAlarm' | 'CompositeAlarm'; state: string; reason: string }>();
  readonly deployments: {
    id: string;
    group: string;
    status: string;
    creator: string;
    error?: { code: string; message: string };
    rollback?: string;
    created?: Date;
  }[] = [];
  readonly logs: { stream: string; timestamp: number; message: string }[] = [];
  /** What subscribers of the topic get: subject and messages by protocol. */
  readonly published: { subject: string; messages: Record<string, string> }[] = [];
  /** Operations that answer with an error. */
  readonly broken = new Set<string>();
  readonly schedules = new Map<string, { expression: string; input: string; target: string }>();
  /** What CodeDeploy was told, by hook execution. */
  readonly callbacks = new Map<string, string>();
  endpoint?: AwsEndpoint;

  async start(): Promise<void> {
    this.endpoint = await AwsEndpoint.start({
      codedeploy: {
        PutLifecycleEventHookExecutionStatus: ({ lifecycleEventHookExecutionId: id = '', status }) => {
          if (this.callbacks.has(id)) {
            throw new AwsError('LifecycleEventAlreadyCompletedException', 'The lifecycle event has completed.', 400);
          }
          this.callbacks.set(id, String(status));
          return { lifecycleEventHookExecutionId: id };
        },
        ListDeployments: ({ deploymentGroupName, includeOnlyStatuses = [] }) => ({
          deployments: this.deployments
            .filter(({ group }) => group === deploymentGroupName)
            .filter(({ status }) => includeOnlyStatuses.length === 0 || includeOnlyStatuses.includes(status as never))
            .map(({ id }) => id),
        }),
        ListDeploymentTargets: () => ({ targetIds: ['shop:live'] }),
        BatchGetDeploymentTargets: () => {
          this.refuseBroken('BatchGetDeploymentTargets');
          const lambdaFunctionInfo = {
            functionName: 'shop',
            functionAlias: 'live',
            currentVersion: '11',
            targetVersion: '12',
          };
          return {
            deploymentTargets: [
              { deploymentTargetType: 'LambdaFunction' as never, lambdaTarget: { lambdaFunctionInfo } },
            ],
          };
        },
        GetDeployment: ({ deploymentId }) => {
          const found = this.deployments.find(({ id }) => id === deploymentId);
          if (!found) throw new AwsError('DeploymentDoesNotExistException', `There is no ${deploymentId}.`, 400);
          return {
            deploymentInfo: {
              deploymentId,
              creator: found.creator as never,
              status: found.status as never,
              createTime: found.created,
              errorInformation: found.error as never,
              ...(found.rollback === undefined ? {} : { rollbackInfo: { rollbackDeploymentId: found.rollback } }),
            },
          };
        },
      },
      synthetics: {
        GetCanary: ({ Name = '' }) => {
          const { state, lastStarted } = this.canary(Name);
          return {
            Canary: { Name, Status: { State: state as never }, Timeline: lastStarted && { LastStarted: lastStarted } },
          };
        },
        StartCanary: ({ Name = '' }) => {
          Object.assign(this.canary(Name), { state: 'RUNNING', lastStarted: new Date(this.now) });
          return {};
        },
        StopCanary: ({ Name = '' }) => {
          this.canary(Name).state = 'STOPPED';
          return {};
        },
        GetCanaryRuns: ({ Name = '' }) => ({
          CanaryRuns: this.canary(Name).runs.map(({ started, state, reason }) => ({
            Name,
            Status: { State: state as never, StateReason: reason },
            Timeline: { Started: new Date(started) },
          })),
        }),
      },
      cloudwatch: {
        DescribeAlarms: ({ AlarmNames: named, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue }) => {
          this.refuseBroken('DescribeAlarms');
          const AlarmNames =
            named ??
            [...this.alarms]
              .filter(([name, { state }]) => name.startsWith(AlarmNamePrefix) && state === (StateValue ?? state))
              .map(([name]) => name);
          const asked = (type: 'MetricAlarm' | 'CompositeAlarm') =>
            AlarmNames.flatMap((AlarmName) => {
              const alarm = this.alarms.get(AlarmName);
              if (alarm?.type !== type || !AlarmTypes.includes(type)) return [];
              return [{ AlarmName, StateValue: alarm.state as never, StateReason: alarm.reason }];
            });
          return { MetricAlarms: asked('MetricAlarm'), CompositeAlarms: asked('CompositeAlarm') };
        },
      },
      sns: {
        Publish: ({ Subject = '', Message = '' }) => {
          this.refuseBroken('Publish');
          this.published.push({ subject: Subject, messages: JSON.parse(Message) });
          return { MessageId: String(this.published.length) };
        },
      },
      logs: {
        FilterLogEvents: ({ startTime = 0 }) => ({
          events: this.logs
            .filter(({ timestamp }) => timestamp >= startTime)
            .map(({ stream, timestamp, message }) => ({ logStreamName: stream, timestamp, message })),
        }),
      },
      scheduler: {
        DeleteSchedule: ({ Name = '' }) => {
          this.schedules.delete(Name);
          return {};
        },
        CreateSchedule: ({ Name = '', ScheduleExpression = '', Target }) => {
          if (this.schedules.has(Name)) throw new AwsError('ConflictException', `${Name} exists`, 409);
          this.schedules.set(Name, {
            expression: ScheduleExpression,
            input: Target?.Input ?? '',
            target: Target?.Arn ?? '',
          });
          return { ScheduleArn: `arn:aws:scheduler:eu-west-1:111122223333:schedule/waits/${Name}` };
        },
      },
    });
    Object.assign(process.env, {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ENDPOINT_URL: this.endpoint.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      SCHEDULE_GROUP: 'waits',
      SCHEDULER_ROLE_ARN: 'arn:aws:iam::111122223333:role/scheduler',
    });
  }

  async stop(): Promise<void> {
    await this.endpoint?.close();
  }

  private refuseBroken(operation: string): void {
    if (this.broken.has(operation)) throw new AwsError('AccessDeniedException', `${operation} is not allowed`, 403);
  }

  canary(name: string) {
    const canary = this.canaries.get(name);
    if (!canary) throw new AwsError('ResourceNotFoundException', `There is no canary ${name}.`, 404);
    return canary;
  }

  addCanary(name: string, state = 'READY'): FakeCanary {
    const canary: FakeCanary = { state, runs: [] };
    this.canaries.set(name, canary);
    return canary;
  }
}

export const context = { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:hook' };

export const deployment = { DeploymentId: 'd-ABCDEFGHI', LifecycleEventHookExecutionId: 'execution-1' };
