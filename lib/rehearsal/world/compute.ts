import { join } from 'node:path';
import type { AssemblyStack } from '../../assembly';
import type { ResourceHandler } from '../../engine/cloudformation';
import { FunctionPool } from '../functions';
import { LoopbackNetwork } from '../network';
import { FrontDoors } from '../services/apigateway/front-doors';
import { HttpApis } from '../services/apigateway/http-apis';
import { RestApis } from '../services/apigateway/rest-apis';
import { AsyncInvocations } from '../services/lambda/async-invocations';
import { LambdaFunctions } from '../services/lambda/functions';
import { Invoker } from '../services/lambda/invoker';
import { lambdaResources } from '../services/lambda/resources';
import { CodeLocations } from './code-locations';
import { credentialLookup, functionCredentials } from './credentials';
import { CutWaits } from './cut-waits';
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
  readonly cutWaits: CutWaits;
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
  const { scenario, account, clock, work, notes, faults, metrics, directory } = foundation;
  const functions = new LambdaFunctions();
  const release = new Release(functions, faults);
  const code = new CodeLocations(stacks, join(directory, 'inline'));
  const cutWaits = new CutWaits(scenario.assumptions.canaryLimit);
  const network = await LoopbackNetwork.start({
    hosts: [],
    allow: scenario.allow,
    directory: join(directory, 'network'),
    onRequest: async (request) => {
      const [path = '/'] = request.path.split('?');
      const userAgent = request.headers['user-agent'];
      const caller = {
        kind: 'canary' as const,
        method: request.method,
        path,
        ...(userAgent === undefined ? {} : { userAgent }),
      };
      const answering = doors.answer(request, caller, work.now());
      // What must not happen at all is no answer of the service: it ends the rehearsal.
      if (answering !== undefined) work.hold(answering);
      const exchange = await answering;
      if (exchange !== undefined) return exchange.response;
      return { status: 404, headers: {}, body: Buffer.from(`Nothing in the rehearsal stands at ${request.host}.`) };
    },
  });
  const pool = new FunctionPool({
    directory: join(directory, 'functions'),
    workDirectory: directory,
    network,
    environment: { ...functionCredentials, AWS_ENDPOINT_URL: endpointUrl },
  });
  const invoker = new Invoker({
    functions,
    pool,
    faults,
    batches: metrics.batches,
    scenario,
    cutWaits,
    roleOf: (functionName, version) => release.roleOf(functionName, version),
  });
  const async = new AsyncInvocations(clock, work, invoker);
  const changed = () => doors.changed();
  const httpApis = new HttpApis({ account, notes, changed });
  const restApis = new RestApis({ account, notes, changed });
  const doors: FrontDoors = new FrontDoors({
    account,
    invoker,
    batches: metrics.batches,
    httpApis,
    restApis,
    credentials: credentialLookup(account),
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
    cutWaits,
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
      ...httpApis.resources(),
      ...restApis.resources(),
    }),
  };
}
