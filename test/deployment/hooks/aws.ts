import { AwsEndpoint, AwsError, type AwsServices } from '../../../lib/endpoint';

interface FakeCanary {
  state: string;
  lastStarted?: Date;
  readonly runs: { started: number; state: string; reason?: string; artifacts?: string }[];
}

type Operation = (...input: never[]) => unknown;

/** The AWS that hooks see: canaries with their runs, alarms, deployments and schedules, answered on loopback. */
export class Aws {
  /** Virtual: what the hooks' clock shows. */
  now = Date.parse('2026-11-23T12:00:00Z');
  readonly canaries = new Map<string, FakeCanary>();
  readonly alarms = new Map<
    string,
    {
      type: 'MetricAlarm' | 'CompositeAlarm';
      state: string;
      reason: string;
      since?: number;
      data?: object;
      description?: string;
    }
  >();
  readonly deployments: {
    id: string;
    group: string;
    status: string;
    creator: string;
    error?: { code: string; message: string };
    rollback?: string;
    created?: Date;
    completed?: Date;
    /** Of a rollback: what it takes back. */
    triggeredBy?: string;
    more?: object;
  }[] = [];
  readonly logs: { stream: string; timestamp: number; message: string }[] = [];
  /** What subscribers of the topic get: subject and messages by protocol. */
  readonly published: { subject: string; messages: Record<string, string> }[] = [];
  /** Operations, or whole services, that answer with an error. */
  readonly broken = new Set<string>();
  readonly schedules = new Map<string, { expression: string; input: string; target: string }>();
  /** What CodeDeploy was told, by hook execution. */
  readonly callbacks = new Map<string, string>();
  endpoint?: AwsEndpoint;

  /** @param more services besides, and operations in place of those here */
  async start(...more: readonly AwsServices[]): Promise<void> {
    const own: AwsServices = {
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
              completeTime: found.completed,
              errorInformation: found.error as never,
              rollbackInfo: {
                rollbackDeploymentId: found.rollback,
                rollbackTriggeringDeploymentId: found.triggeredBy,
              },
              ...found.more,
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
          CanaryRuns: this.canary(Name).runs.map(({ started, state, reason, artifacts }) => ({
            Name,
            ArtifactS3Location: artifacts,
            Status: { State: state as never, StateReason: reason },
            Timeline: { Started: new Date(started) },
          })),
        }),
      },
      cloudwatch: {
        DescribeAlarms: ({ AlarmNames: named, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue }) => {
          const AlarmNames =
            named ??
            [...this.alarms]
              .filter(([name, { state }]) => name.startsWith(AlarmNamePrefix) && state === (StateValue ?? state))
              .map(([name]) => name);
          const asked = (type: 'MetricAlarm' | 'CompositeAlarm') =>
            AlarmNames.flatMap((AlarmName) => {
              const alarm = this.alarms.get(AlarmName);
              if (alarm?.type !== type || !AlarmTypes.includes(type)) return [];
              return [
                {
                  AlarmName,
                  AlarmDescription: alarm.description,
                  StateValue: alarm.state as never,
                  StateReason: alarm.reason,
                  ...(alarm.data === undefined ? {} : { StateReasonData: JSON.stringify(alarm.data) }),
                  ...(alarm.since === undefined ? {} : { StateTransitionedTimestamp: new Date(alarm.since) }),
                },
              ];
            });
          return { MetricAlarms: asked('MetricAlarm'), CompositeAlarms: asked('CompositeAlarm') };
        },
      },
      sns: {
        Publish: ({ Subject = '', Message = '' }) => {
          this.published.push({ subject: Subject, messages: JSON.parse(Message) });
          return { MessageId: String(this.published.length) };
        },
      },
      logs: {
        FilterLogEvents: ({ startTime = 0, logStreamNamePrefix = '', logStreamNames }) => ({
          events: this.logs
            .filter(({ timestamp }) => timestamp >= startTime)
            .filter(
              ({ stream }) => stream.startsWith(logStreamNamePrefix) && logStreamNames?.includes(stream) !== false,
            )
            .map(({ stream, timestamp, message }) => ({ logStreamName: stream, timestamp, message })),
        }),
      },
      scheduler: {
        UpdateSchedule: ({ Name = '', ScheduleExpression = '', Target }) => {
          const target = Target?.Arn ?? '';
          this.schedules.set(Name, { expression: ScheduleExpression, input: Target?.Input ?? '', target });
          return { ScheduleArn: `arn:aws:scheduler:eu-west-1:111122223333:schedule/waits/${Name}` };
        },
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
    };
    this.endpoint = await AwsEndpoint.start(this.breakable(own, ...more));
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

  /** The services, save what is broken when it is asked. */
  private breakable(...services: readonly AwsServices[]): AwsServices {
    const names = services.flatMap((one) => Object.keys(one) as (keyof AwsServices)[]);
    return Object.fromEntries(
      names.map((service) => {
        const operations = Object.assign({}, ...services.map((one) => one[service])) as Record<string, Operation>;
        const guarded = Object.entries(operations).map(([name, operation]): [string, Operation] => [
          name,
          (...input) => {
            if (!this.broken.has(name) && !this.broken.has(service)) return operation(...input);
            throw new AwsError('AccessDeniedException', `${name} is not allowed`, 403);
          },
        ]);
        return [service, Object.fromEntries(guarded)];
      }),
    );
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
