import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Candidate, ofFunction } from './candidate';
import { FAULT_NAMESPACE } from './fault-metric';
import { NamedSignal } from './named-signal';
import type { Condition, SignalOptions } from './signal';
import { Threshold } from './threshold';

export interface LogErrorsOptions extends SignalOptions {
  /** What an error looks like in the log. @default - JSON lines whose `level` is ERROR or FATAL */
  readonly pattern?: IFilterPattern;
  /**
   * Where a line of JSON says which version wrote it, such as `$.version` of a logger that adds
   * `process.env.AWS_LAMBDA_FUNCTION_VERSION`; of a service or of servers, the revision of the release. Without it the count is of
   * all versions: a condition on production as a whole, which a deployment to fix forward leaves out. @default - lines do not say
   */
  readonly versionField?: string;
  /** Which of the guard's functions writes the log. @default - the only one */
  readonly writer?: IFunction;
}

/** Errors in a log, counted by a metric filter. */
export class LogErrors extends NamedSignal {
  /**
   * @param count of lines in a minute, above which it is bad
   * @throws where it is not a count
   */
  static above(count: number, logGroup: ILogGroup, options: LogErrorsOptions = {}): LogErrors {
    return new LogErrors(Threshold.count('LogErrors.above', count, 'lines in a minute'), logGroup, options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly logGroup: ILogGroup,
    private readonly options: LogErrorsOptions,
  ) {
    super({ id: 'LogErrors', runbook: 'log-errors' }, options);
  }

  conditions(candidate: Candidate, scope: Construct): Condition[] {
    const { versionField } = this.options;
    const metricName = `${candidate.guardName}-${this.id}`;
    new MetricFilter(scope, `${this.id}Filter`, {
      logGroup: this.logGroup,
      filterPattern:
        this.options.pattern ??
        FilterPattern.any(
          FilterPattern.stringValue('$.level', '=', 'ERROR'),
          FilterPattern.stringValue('$.level', '=', 'FATAL'),
        ),
      metricNamespace: FAULT_NAMESPACE,
      metricName,
      metricValue: '1',
      ...(versionField === undefined ? {} : { dimensions: { Version: versionField } }),
    });
    const writer = versionField === undefined ? undefined : this.writerIn(candidate);
    const version = writer?.version;
    return [
      {
        id: this.id,
        release: candidate.release,
        ...writer?.condition,
        metric: new Metric({
          namespace: FAULT_NAMESPACE,
          metricName,
          ...(version === undefined ? {} : { dimensionsMap: { Version: version } }),
          statistic: Stats.SUM,
          period: Duration.minutes(1),
        }),
        ...this.threshold.exceeded(this.id, this.options),
        means: `${version === undefined ? 'the service logs' : 'the candidate logs'} more than ${this.threshold.value} errors a minute`,
        fed: { by: 'other' },
        scope: version === undefined ? 'production' : 'candidate',
      },
    ];
  }

  /** Whose version stands in the lines. @throws where several functions might have written them */
  private writerIn({ functions, revision, guardName }: Candidate): {
    version?: string;
    condition?: Partial<Condition>;
  } {
    if (functions.length === 0) return { version: revision };
    const { writer } = this.options;
    const [fn, ...others] = functions.filter((one) => writer === undefined || one.functionName === writer.functionName);
    if (fn === undefined) throw new Error(`${this.id}: ${writer?.node.path} is none of the functions of ${guardName}.`);
    if (others.length > 0) {
      throw new Error(
        `${this.id} counts lines by version, and ${guardName} has ${functions.length} functions, each with versions of its own: say ` +
          'which of them writes this log, as `writer`.',
      );
    }
    return { version: fn.version, condition: ofFunction(fn) };
  }
}
