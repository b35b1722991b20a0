import { AwsError, type AwsServices } from '../../../lib/endpoint';
import { Aws } from '../hooks/aws';

export { context } from '../hooks/aws';

type Handler = typeof import('../../../lib/deployment/report/rollback-report.handler')['handler'];

/** A record of CloudTrail as it lies in an event, as JSON text. */
interface TrailRecord {
  readonly eventName: string;
  readonly at: number;
  readonly record: object;
}

/** The AWS that the report asks: version 12 of a shop was stopped by its error rate, and taken back. */
export class ReportedShop extends Aws {
  readonly trail: TrailRecord[] = [];
  readonly objects = new Map<string, string>();
  readonly opsItems: Parameters<NonNullable<NonNullable<AwsServices['ssm']>['CreateOpsItem']>>[0][] = [];
  /** Alarms that went red, whether or not they still exist. */
  readonly history: { alarm: string; at: number; reason: string; data?: object }[] = [];
  /** When updates of the stack began, newest first. */
  readonly stackUpdates = [this.now - 88_000];
  handler: Handler = async () => '';

  async open(more: AwsServices = {}, environment: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.start(this.evidence(), more);
    jest.spyOn(Date, 'now').mockImplementation(() => this.now);
    for (const name of [
      'CLUSTER',
      'SERVICE',
      'DEPLOYMENT_GROUPS',
      'OPS_ITEM',
      'WEBHOOK_URL',
      'WEBHOOK_SECRET_ARN',
      'HOOK_LOG_GROUPS',
    ])
      delete process.env[name];
    Object.assign(process.env, {
      GUARD_NAME: 'Shop',
      STACK_NAME: 'ShopStack',
      ALARM_ARN: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Shop',
      DEPLOYMENT_GROUPS: 'app,group',
      CANARIES: 'shop-page-pinned',
      LOG_GROUPS: '/aws/lambda/shop',
      TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:reports',
      DASHBOARD_URL: 'https://console/Shop',
      RUNBOOK_URL: 'https://runbooks/rolled-back',
      ...environment,
    });
    this.fill();
    jest.resetModules();
    ({ handler: this.handler } = jest.requireActual<{ handler: Handler }>(
      '../../../lib/deployment/report/rollback-report.handler',
    ));
  }

  /** What people were told, newest last. */
  get texts(): readonly string[] {
    return this.published.map(({ messages }) => messages.default ?? '');
  }

  private fill(): void {
    const error = {
      code: 'ALARM_ACTIVE',
      message: 'One or more alarms have been activated: <Shop-v12> <Shop-ErrorRate-v12>',
    };
    const created = new Date(this.now);
    this.deployments.push(
      { id: 'd-1', group: 'group', status: 'Stopped', creator: 'user', created, rollback: 'd-2', error },
      { id: 'd-2', group: 'group', status: 'Succeeded', creator: 'codeDeployRollback', created },
    );
    this.alarms.set('Shop-ErrorRate-v12', {
      type: 'MetricAlarm',
      state: 'ALARM',
      since: this.now + 120_000,
      reason: 'Threshold Crossed: 2 out of the last 3 datapoints [20.3, 19.1] were greater than the threshold (1.0)',
      data: {
        version: '1.0',
        threshold: 1,
        period: 60,
        recentDatapoints: [19.1, 20.3],
        evaluatedDatapoints: [
          { timestamp: '2026-11-23T12:02:00.000+0000', sampleCount: 12, value: 20.3 },
          { timestamp: '2026-11-23T12:01:00.000+0000', sampleCount: 11, value: 19.1 },
          { timestamp: '2026-11-23T12:00:00.000+0000' },
        ],
      },
    });
    // Red as well, and no alarm of this release.
    for (const name of ['Shop-ErrorRate-v11', 'Shop-ErrorRateInBake-v12']) {
      this.alarms.set(name, {
        type: 'MetricAlarm',
        state: 'ALARM',
        since: this.now + 60_000,
        reason: `${name} is red`,
      });
    }
    this.addCanary('shop-page-pinned').runs.push({
      started: this.now + 30_000,
      state: 'FAILED',
      reason: 'no buy button',
      artifacts: 'artifacts/canary/shop-page-pinned/2026/11/23/12/00-30-000',
    });
    this.objects.set(
      'canary/shop-page-pinned/2026/11/23/12/00-30-000/SyntheticsReport-FAILED.json',
      JSON.stringify({
        executionError: null,
        customerScript: {
          status: 'FAILED',
          failureReason: 'no buy button',
          nonStepScreenshots: [],
          steps: [
            { stepName: 'open', status: 'PASSED', failureReason: null, screenshots: [{ fileName: '01-open.png' }] },
            {
              stepName: 'buy',
              status: 'FAILED',
              failureReason: 'waited 5 s for #buy',
              screenshots: [{ fileName: '02-buy-starting.png' }, { fileName: '03-buy-failed.png' }],
            },
          ],
        },
      }),
    );
    this.logs.push(
      { stream: '2026/11/23/[11]aaa', timestamp: this.now + 1_000, message: 'ERROR of the version before' },
      { stream: '2026/11/23/[12]bbb', timestamp: this.now + 9_000, message: 'Error: a later one' },
      {
        stream: '2026/11/23/[12]bbb',
        timestamp: this.now + 2_000,
        message: 'TypeError: price is undefined\n    at checkout',
      },
    );
    this.trail.push(
      {
        eventName: 'CreateDeployment',
        at: this.now,
        record: {
          eventTime: new Date(this.now).toISOString(),
          userIdentity: { type: 'AssumedRole', invokedBy: 'cloudformation.amazonaws.com' },
          responseElements: { deploymentId: 'd-1' },
        },
      },
      {
        eventName: 'ExecuteChangeSet',
        at: this.now - 90_000,
        record: {
          eventTime: new Date(this.now - 90_000).toISOString(),
          sourceIPAddress: '198.51.100.7',
          requestParameters: { stackName: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/ShopStack/uuid' },
          userIdentity: {
            type: 'AssumedRole',
            arn: 'arn:aws:sts::111122223333:assumed-role/cdk-deploy/aws-cdk-alice',
            sessionContext: { sessionIssuer: { userName: 'cdk-deploy' } },
          },
        },
      },
      {
        eventName: 'ExecuteChangeSet',
        at: this.now - 30_000,
        record: { requestParameters: { stackName: 'Another' }, userIdentity: { userName: 'bob' } },
      },
    );
  }

  private evidence(): AwsServices {
    return {
      cloudtrail: {
        LookupEvents: ({ LookupAttributes: [asked] = [], StartTime, EndTime }) => ({
          Events: this.trail
            .filter(({ eventName }) => eventName === asked?.AttributeValue)
            .filter(({ at }) => at >= Number(StartTime) && at <= Number(EndTime))
            .sort((a, b) => b.at - a.at)
            .map(({ eventName, record }) => ({ EventName: eventName, CloudTrailEvent: JSON.stringify(record) })),
        }),
      },
      cloudformation: {
        DescribeStackEvents: () => ({
          StackEvents: this.stackUpdates.map((at) => ({
            EventId: String(at),
            StackId: 'ShopStack',
            StackName: 'ShopStack',
            PhysicalResourceId: 'ShopStack',
            ResourceType: 'AWS::CloudFormation::Stack',
            ResourceStatus: 'UPDATE_IN_PROGRESS' as const,
            Timestamp: new Date(at),
          })),
        }),
      },
      s3: {
        ListObjectsV2: ({ Prefix = '' }) => ({
          Contents: [...this.objects].flatMap(([Key, body]) =>
            Key.startsWith(Prefix) ? [{ Key, Size: body.length }] : [],
          ),
        }),
        GetObject: ({ Key }) => {
          const Body = this.objects.get(Key);
          if (Body === undefined) throw new AwsError('NoSuchKey', `There is no ${Key}.`, 404);
          return { Body };
        },
      },
      ssm: {
        CreateOpsItem: (item) => {
          const dedup = (one: typeof item) => one.OperationalData?.['/aws/dedup']?.Value;
          if (this.opsItems.some((one) => dedup(one) === dedup(item))) {
            throw new AwsError('OpsItemAlreadyExistsException', 'The OpsItem already exists.');
          }
          this.opsItems.push(item);
          return { OpsItemId: `oi-${this.opsItems.length}` };
        },
      },
      cloudwatch: {
        DescribeAlarmHistory: ({ AlarmName, StartDate, EndDate }) => ({
          AlarmHistoryItems: this.history
            .filter(({ alarm, at }) => {
              const isIn = at >= Number(StartDate ?? 0) && at <= Number(EndDate ?? Number.POSITIVE_INFINITY);
              return isIn && (AlarmName ?? alarm) === alarm;
            })
            .map(({ alarm, at, reason, data }) => ({
              AlarmName: alarm,
              Timestamp: new Date(at),
              HistoryItemType: 'StateUpdate' as const,
              HistoryData: JSON.stringify({
                newState: { stateValue: 'ALARM', stateReason: reason, stateReasonData: data },
              }),
            })),
        }),
      },
    };
  }
}
