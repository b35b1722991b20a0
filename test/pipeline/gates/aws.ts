import { AwsEndpoint, AwsError } from '../../../lib/endpoint';

interface Execution {
  readonly id: string;
  readonly type?: 'STANDARD' | 'ROLLBACK';
  /** Of the pipeline's structure. */
  readonly version?: number;
  readonly succeeded?: boolean;
  readonly commit?: string;
}

/** The AWS that gates see, answered on loopback. */
export class Aws {
  /** Virtual: what the gates' clock shows. */
  now = Date.parse('2026-11-23T12:00:00Z');
  readonly alarms = new Map<string, { type: 'MetricAlarm' | 'CompositeAlarm'; state: string; reason: string }>();
  readonly canaries = new Map<string, { started: number; state: string; reason?: string }[]>();
  /** Newest first. */
  executions: Execution[] = [{ id: 'this', version: 7 }];
  entryCondition = 'Succeeded';
  outputs: Record<string, string> = {};
  /** Requests by minute and by what they were made to. */
  requests: { at: number; resource: string; count: number }[] = [];
  /** How many calls of DescribeAlarms fail from here on. */
  throttled = 0;
  /** What CodePipeline was told of the last job. */
  told: { status: 'succeeded' | 'failed'; text: string; token?: string } | undefined;
  private endpoint?: AwsEndpoint;

  async start(): Promise<void> {
    this.endpoint = await AwsEndpoint.start({
      codepipeline: {
        PutJobSuccessResult: ({ executionDetails, continuationToken }) => {
          this.told = {
            status: 'succeeded',
            text: executionDetails?.summary ?? '',
            ...(continuationToken === undefined ? {} : { token: continuationToken }),
          };
          return {};
        },
        PutJobFailureResult: ({ failureDetails }) => {
          this.told = { status: 'failed', text: failureDetails?.message ?? '' };
          return {};
        },
        GetPipelineExecution: ({ pipelineExecutionId }) => {
          const { type = 'STANDARD', version = 7 } = this.execution(pipelineExecutionId);
          return { pipelineExecution: { pipelineExecutionId, executionType: type, pipelineVersion: version } };
        },
        ListPipelineExecutions: ({ filter }) => ({
          pipelineExecutionSummaries: this.executions
            .filter(({ succeeded }) => filter?.succeededInStage?.stageName === 'Prod' && succeeded === true)
            .map(({ id, type = 'STANDARD', commit }) => ({
              pipelineExecutionId: id,
              executionType: type,
              sourceRevisions: commit === undefined ? [] : [{ actionName: 'shop_storefront', revisionId: commit }],
            })),
        }),
        GetPipelineState: () => ({
          stageStates: [
            {
              stageName: 'Prod',
              beforeEntryConditionState: { latestExecution: { status: this.entryCondition as never } },
            },
          ],
        }),
      },
      cloudwatch: {
        DescribeAlarms: ({ AlarmNames = [], AlarmTypes = ['MetricAlarm'] }) => {
          if (this.throttled > 0) {
            this.throttled -= 1;
            throw new AwsError('AccessDenied', 'not now', 403);
          }
          const asked = (type: 'MetricAlarm' | 'CompositeAlarm') =>
            AlarmNames.flatMap((AlarmName) => {
              const alarm = this.alarms.get(AlarmName);
              if (alarm?.type !== type || !AlarmTypes.includes(type)) return [];
              return [{ AlarmName, StateValue: alarm.state as never, StateReason: alarm.reason }];
            });
          return { MetricAlarms: asked('MetricAlarm'), CompositeAlarms: asked('CompositeAlarm') };
        },
        GetMetricData: ({ MetricDataQueries = [], StartTime, EndTime }) => ({
          MetricDataResults: MetricDataQueries.map(({ Id = '', MetricStat }) => {
            const resource = MetricStat?.Metric?.Dimensions?.find(({ Name }) => Name === 'Resource')?.Value;
            const found = this.requests.filter(
              ({ at, resource: to }) => to === resource && at >= Number(StartTime) && at < Number(EndTime),
            );
            return { Id, Values: found.map(({ count }) => count), Timestamps: found.map(({ at }) => new Date(at)) };
          }),
        }),
      },
      cloudformation: {
        DescribeStacks: ({ StackName }) => ({
          Stacks: [
            {
              StackName,
              CreationTime: new Date(0),
              StackStatus: 'UPDATE_COMPLETE' as const,
              Outputs: Object.entries(this.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
            },
          ],
        }),
      },
      synthetics: {
        GetCanary: ({ Name = '' }) => ({ Canary: { Name, Status: { State: 'READY' as const } } }),
        StartCanary: () => ({}),
        GetCanaryRuns: ({ Name = '' }) => ({
          CanaryRuns: (this.canaries.get(Name) ?? []).map(({ started, state, reason }) => ({
            Name,
            Status: { State: state as never, StateReason: reason },
            Timeline: { Started: new Date(started) },
          })),
        }),
      },
    });
    Object.assign(process.env, {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ENDPOINT_URL: this.endpoint.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_MAX_ATTEMPTS: '1',
      PIPELINE: 'Shop',
      STAGE: 'Prod',
      ROLLBACK: 'true',
    });
  }

  async stop(): Promise<void> {
    await this.endpoint?.close();
  }

  private execution(id: string | undefined): Execution {
    const found = this.executions.find((one) => one.id === id);
    if (!found) throw new AwsError('PipelineExecutionNotFoundException', `There is no execution ${id}`, 400);
    return found;
  }
}

type Gate = (event: unknown) => Promise<{ readonly status: string; readonly reason: string }>;

/**
 * Has CodePipeline ask a gate until it has decided, a minute between two rounds; before each later one `meanwhile` happens.
 * Returns what the gate told CodePipeline in each round.
 */
export async function decide(aws: Aws, gate: Gate, meanwhile: () => void = () => {}): Promise<readonly string[]> {
  const told: string[] = [];
  let token: string | undefined;
  do {
    if (told.length > 0) {
      aws.now += 60_000;
      meanwhile();
    }
    await gate({
      'CodePipeline.job': {
        id: `job-${told.length}`,
        accountId: '111122223333',
        data: {
          actionConfiguration: {
            configuration: { FunctionName: 'gate', UserParameters: JSON.stringify({ executionId: 'this' }) },
          },
          artifactCredentials: { secretAccessKey: 'a-secret' },
          ...(token === undefined ? {} : { continuationToken: token }),
        },
      },
    });
    token = aws.told?.token;
    told.push(`${token === undefined ? aws.told?.status : 'waiting'}: ${aws.told?.text}`);
  } while (token !== undefined && told.length < 1_500);
  return told;
}

/** A gate's function, with its settings read anew. */
export function gateOf(name: 'entry' | 'canaries' | 'bake'): Gate {
  jest.resetModules();
  return (jest.requireActual(`../../../lib/pipeline/gates/${name}.handler`) as { handler: Gate }).handler;
}
