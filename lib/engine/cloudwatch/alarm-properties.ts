import { z } from 'zod';
import { AlarmError } from './alarm-error';

/** CloudFormation takes numbers and booleans as text too: a parameter's value is text. */
const number = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
  z.number(),
);
const integer = number.pipe(z.number().int());
const boolean = z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean());

const dimension = z.strictObject({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1024) });
const dimensions = z.array(dimension).max(30);
const actions = z.array(z.string().min(1).max(1024)).max(5);
const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));
const alarmName = z
  .string()
  .min(1)
  .max(255)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about control characters
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold ASCII control characters');

const metricStat = z.strictObject({
  Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions.optional() }),
  Period: integer,
  Stat: z.string(),
  Unit: z.string().optional(),
});

const metricDataQuery = z.strictObject({
  Id: z.string().min(1).max(255),
  AccountId: z.string().optional(),
  Expression: z.string().min(1).max(2048).optional(),
  Label: z.string().optional(),
  MetricStat: metricStat.optional(),
  Period: integer.optional(),
  ReturnData: boolean.optional(),
});

const evaluationWindow = z.strictObject({
  SlidingWindow: z.unknown().optional(),
  WallClockWindow: z.strictObject({ Timezone: z.string().optional() }).optional(),
});

const metricAlarm = z.strictObject({
  ActionConfiguration: z.unknown().optional(),
  ActionsEnabled: boolean.optional(),
  AlarmActions: actions.optional(),
  AlarmDescription: z.string().max(1024).optional(),
  AlarmName: alarmName,
  ComparisonOperator: z
    .enum([
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
      'LessThanLowerOrGreaterThanUpperThreshold',
      'LessThanLowerThreshold',
      'GreaterThanUpperThreshold',
    ])
    .optional(),
  DatapointsToAlarm: integer.pipe(z.number().min(1)).optional(),
  Dimensions: dimensions.optional(),
  EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).optional(),
  EvaluationCriteria: z.unknown().optional(),
  EvaluationInterval: integer.optional(),
  EvaluationPeriods: integer.pipe(z.number().min(1)).optional(),
  EvaluationWindow: evaluationWindow.optional(),
  ExtendedStatistic: z.string().optional(),
  InsufficientDataActions: actions.optional(),
  MetricName: z.string().min(1).max(255).optional(),
  Metrics: z.array(metricDataQuery).optional(),
  Namespace: z.string().min(1).max(255).optional(),
  OKActions: actions.optional(),
  Period: integer.optional(),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  Tags: tags.optional(),
  Threshold: number.optional(),
  ThresholdMetricId: z.string().optional(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  Unit: z.string().optional(),
  WarmUpConfiguration: z
    .strictObject({
      WarmUpPeriodDurationInMinutes: integer.pipe(z.number().min(1).max(2880)),
      OnlyStartEvaluatingAfterWarmUpPeriodEnds: boolean.optional(),
    })
    .optional(),
});

const seconds = integer.pipe(z.number().min(0));

const compositeAlarm = z.strictObject({
  ActionsEnabled: boolean.optional(),
  ActionsSuppressor: z.string().min(1).max(1600).optional(),
  ActionsSuppressorExtensionPeriod: seconds.optional(),
  ActionsSuppressorWaitPeriod: seconds.optional(),
  AlarmActions: actions.optional(),
  AlarmDescription: z.string().max(1024).optional(),
  AlarmName: alarmName,
  AlarmRule: z.string({ error: 'must be text' }),
  InsufficientDataActions: actions.optional(),
  OKActions: actions.optional(),
  Tags: tags.optional(),
});

const muteRule = z.strictObject({
  Description: z.string().optional(),
  ExpireDate: z.string().optional(),
  MuteTargets: z.strictObject({ AlarmNames: z.array(z.string()).max(100) }).optional(),
  Name: z.string().min(1).max(255),
  Rule: z.strictObject({
    Schedule: z.strictObject({ Duration: z.string(), Expression: z.string(), Timezone: z.string().optional() }),
  }),
  StartDate: z.string().optional(),
  Tags: tags.optional(),
});

/** The properties of AWS::CloudWatch::Alarm, after every intrinsic function was resolved. */
export type MetricAlarmProperties = z.infer<typeof metricAlarm>;
/** The properties of AWS::CloudWatch::CompositeAlarm, after every intrinsic function was resolved. */
export type CompositeAlarmProperties = z.infer<typeof compositeAlarm>;
/** The properties of AWS::CloudWatch::AlarmMuteRule, after every intrinsic function was resolved. */
export type MuteRuleProperties = z.infer<typeof muteRule>;
/** One entry of an alarm's `Metrics`. */
export type MetricDataQuery = z.infer<typeof metricDataQuery>;
export type ComparisonOperator = NonNullable<MetricAlarmProperties['ComparisonOperator']>;
export type TreatMissingData = NonNullable<MetricAlarmProperties['TreatMissingData']>;

/** Properties as they come from a template: read by a schema before anything trusts them. */
export type UnreadProperties = Readonly<Record<string, unknown>>;

export function readMetricAlarmProperties(properties: UnreadProperties): MetricAlarmProperties {
  return read(metricAlarm, properties);
}

export function readCompositeAlarmProperties(properties: UnreadProperties): CompositeAlarmProperties {
  return read(compositeAlarm, properties);
}

export function readMuteRuleProperties(properties: UnreadProperties): MuteRuleProperties {
  return read(muteRule, properties);
}

function read<T>(schema: z.ZodType<T>, properties: UnreadProperties): T {
  const result = schema.safeParse(withoutAbsent(properties));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const at = (issue?.path ?? []).reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`),
    '',
  );
  if (issue?.code === 'unrecognized_keys') {
    throw new AlarmError(`extraneous key [${issue.keys[0]}] is not permitted`, at === '' ? issue.keys[0] : at);
  }
  const absent = (issue?.path ?? []).reduce<unknown>(partOf, properties) === undefined;
  throw new AlarmError(absent ? `required key [${at}] not found` : `${at}: ${issue?.message}`, at);
}

function partOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** `Ref: AWS::NoValue` leaves properties that are undefined. */
function withoutAbsent(properties: UnreadProperties): UnreadProperties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
