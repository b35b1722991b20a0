import { join } from 'node:path';
import type { AssemblyStack } from '../../assembly';
import type { ResourceHandler } from '../../engine/cloudformation';
import { FunctionPool } from '../functions';
import { LoopbackNetwork } from '../network';
import { mayApiInvoke, mayInvokeUrl } from '../permissions';
import { FrontDoors } from '../services/apigateway/front-doors';
import { HttpApis } from '../services/apigateway/http-apis';
import { RestApis } from '../services/apigateway/rest-apis';
import { CustomResources } from '../services/customresource/custom-resources';
import { AsyncInvocations } from '../services/lambda/async-invocations';
import { LambdaFunctions } from '../services/lambda/functions';
import { Invoker } from '../services/lambda/invoker';
import { platformLines } from '../services/lambda/platform-lines';
import { lambdaResources } from '../services/lambda/resources';
import { FunctionLogs } from '../services/logs/function-logs';
import { MetricFilters } from '../services/metricfilters/metric-filters';
import type { AnswerCanary } from '../services/synthetics/browser-slot';
import { CodeLocations } from './code-locations';
import type { Foundation } from './foundation';
import { Release } from './release';

/** The functions of the account, the processes they run in, and the host names that lead to them. */
export interface Compute {
  readonly functions: LambdaFunctions;
  readonly pool: FunctionPool;
  readonly network: LoopbackNetwork;
  readonly doors: FrontDoors;
  readonly invoker: Invoker;
  readonly async: AsyncInvocations;
  readonly release: Release;
  readonly code: CodeLocations;
  readonly logs: FunctionLogs;
  /** Answers a request that comes over the network. */
  readonly answer: AnswerCanary;
  resources(deploy: ResourceHandler['deploy']): Readonly<Record<string, ResourceHandler>>;
}

/**
 * @param endpointUrl where the AWS SDK in functions leads; known only once the endpoint listens
 * @param stacks the assembly that is being deployed
 */
export async function openCompute(
  foundation: Foundation,
  endpointUrl: string,
  stacks: () => readonly AssemblyStack[],
): Promise<Compute> {
  const { scenario, account, clock, work, notes, faults, metrics, permissions, directory } = foundation;
  const functions = new LambdaFunctions();
  const release = new Release(functions, faults);
  const logs = new FunctionLogs((group) => [...functions.all()].some(({ latest }) => latest.logGroup === group));
  const code = new CodeLocations(stacks, join(directory, 'inline'));
  const network = await LoopbackNetwork.start({
    hosts: [],
    allow: scenario.allow,
    directory: join(directory, 'network'),
    onRequest: async (request) => {
      const taken = customResources.take(request);
      if (taken !== undefined) return taken;
      const [path = '/'] = request.path.split('?');
      return answer(request, { kind: 'service', method: request.method, path }, work.now());
    },
  });
  const answer: AnswerCanary = async (request, caller, at) => {
    const answering = doors.answer(request, caller, at);
    if (answering === undefined) {
      return { status: 404, headers: {}, body: Buffer.from(`Nothing in the rehearsal stands at ${request.host}.`) };
    }
    // What must not happen at all is no answer of the service: it ends the rehearsal.
    work.hold(answering);
    return (await answering).response;
  };
  const pool = new FunctionPool({
    directory: join(directory, 'functions'),
    workDirectory: directory,
    network,
    environment: { AWS_ENDPOINT_URL: endpointUrl },
    credentialsOf: ({ functionName }) =>
      permissions.sessions.open({
        name: `the function ${functionName}`,
        session: functionName,
        roleArn: () => functions.get(functionName)?.latest.roleArn,
      }),
  });
  const metricFilters = new MetricFilters(clock, metrics.batches);
  const invoker = new Invoker({
    functions,
    pool,
    faults,
    batches: metrics.batches,
    scenario,
    logged: (target, at, lines, durationMs) => {
      const { logGroup, functionName } = target.configuration;
      logs.record(logGroup, { functionName, version: target.version }, at, lines);
      metricFilters.take(logGroup, at, () => [...lines, ...platformLines(target, at, durationMs)]);
    },
    roleOf: (functionName, version) => release.roleOf(functionName, version),
  });
  const async = new AsyncInvocations(clock, work, invoker);
  const customResources: CustomResources = new CustomResources({
    account,
    invoker,
    now: () => work.now(),
    opened: (host) => network.addHost(host),
  });
  const changed = () => doors.changed();
  const httpApis = new HttpApis({ account, notes, changed });
  const restApis = new RestApis({ account, notes, changed });
  const doors: FrontDoors = new FrontDoors({
    account,
    invoker,
    batches: metrics.batches,
    httpApis,
    restApis,
    credentials: permissions.sessions.lookup,
    mayApiInvoke: (api, reference) => mayApiInvoke(permissions, account, api, reference),
    mayInvokeUrl: (reference, identity) => mayInvokeUrl(permissions, account, reference, identity),
    opened: (host) => network.addHost(host),
  });
  return {
    functions,
    pool,
    network,
    doors,
    invoker,
    async,
    release,
    code,
    logs,
    answer,
    resources: (deploy) => ({
      ...lambdaResources({
        account,
        functions,
        notes,
        codeOf: (where, logicalId) => code.of(where, logicalId, 'index.js'),
        deploy,
        putUrl: (url) => doors.putUrl(url),
        removeUrl: (urlId) => doors.removeUrl(urlId),
        asyncRetries: async.retries,
      }),
      ...metricFilters.resources,
      ...httpApis.resources(),
      ...restApis.resources(),
      // Others are taken as created: what they do, such as emptying a bucket, has nothing to do with a release.
      'Custom::AviaryCandidateTargetGroup': customResources.handler(),
    }),
  };
}
