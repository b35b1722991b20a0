import { App, Duration, Stack, Stage, type StageProps } from 'aws-cdk-lib';
import { Code, FunctionUrlAuthType, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ErrorRate } from '../../lib/alarms';
import { GuardedDeployment, TrafficShift } from '../../lib/deployment';
import { GuardedPipeline, type GuardedPipelineProps, type GuardedWaveProps, PipelineSource } from '../../lib/pipeline';

interface ShopStageProps extends StageProps {
  readonly canaries?: boolean;
  /** @default - the stage's name, and Shop */
  readonly shopName?: string;
  /** Whether its function throws. @default false */
  readonly isBroken?: boolean;
}

/** A stage with one guarded function behind a function URL. */
export class ShopStage extends Stage {
  readonly guard: GuardedDeployment;

  constructor(scope: App | Stack | Stage, id: string, props: ShopStageProps = {}) {
    super(scope, id, props);
    const stack = new Stack(this, 'Shop', { stackName: props.shopName });
    const fn = new LambdaFunction(stack, 'Handler', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(
        `exports.handler = async () => { if (${props.isBroken === true}) throw new Error("broken"); return { statusCode: 200, body: "ok" }; };`,
      ),
    });
    this.guard = new GuardedDeployment(stack, 'Shop', {
      functions: [fn],
      shift: TrafficShift.canary({ percentage: 50, interval: Duration.minutes(5) }),
      signals: [ErrorRate.above(1)],
      expectedRequestsPerMinute: 300,
      ...(props.canaries === true ? { canaries: [{ script: 'canaries/checkout-api.ts' }] } : {}),
    });
    const url = this.guard.live.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    if (props.canaries === true) this.guard.runAgainst({ baseUrl: url.url });
  }
}

export interface ShopPipelineProps extends Partial<Omit<GuardedPipelineProps, 'waves'>> {
  readonly env?: { readonly account: string; readonly region: string };
  waves(stack: Stack): readonly GuardedWaveProps[];
}

/** An app whose pipeline deploys what a test wants. */
export function shopPipeline({ waves, env, ...props }: ShopPipelineProps): { app: App; stack: Stack } {
  const app = new App();
  const stack = new Stack(app, 'Delivery', { env });
  new GuardedPipeline(stack, 'Pipeline', { source: PipelineSource.upload(), waves: waves(stack), ...props });
  return { app, stack };
}
