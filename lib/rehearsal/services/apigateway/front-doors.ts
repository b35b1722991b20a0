import type { Instant, Millis } from '../../../engine/clock';
import {
  answerRequest,
  type CredentialLookup,
  type FrontDoor,
  type HttpRequest,
  type HttpResponse,
  type IamIdentity,
} from '../../network';
import { type Account, stableUuid } from '../../world/account';
import type { MetricBatches } from '../../world/metric-batches';
import type { Caller, Invoked, Invoker } from '../lambda/invoker';
import type { FunctionUrl } from '../lambda/resources';
import { ApiMetrics } from './api-metrics';
import type { HttpApis } from './http-apis';
import type { RestApis } from './rest-apis';

/** A request and what became of it. */
export interface Exchange {
  readonly response: HttpResponse;
  /** The invocation behind it; undefined where the front door answered by itself. */
  readonly invoked?: Invoked;
  readonly durationMs: Millis;
}

/** Somewhere that clients send requests to. */
export interface Entrance {
  readonly door: FrontDoor<string>;
  readonly logicalId: string;
  /** It invokes its functions by roles that it names, or in a way that needs no permission of theirs. */
  readonly isByRole?: boolean;
  /** ApiName, for REST APIs. */
  readonly name: string;
}

export interface FrontDoorsPorts {
  readonly account: Account;
  readonly invoker: Invoker;
  readonly batches: MetricBatches;
  readonly httpApis: HttpApis;
  readonly restApis: RestApis;
  readonly credentials: CredentialLookup;
  /** Whether API Gateway may invoke a function for an API. */
  mayApiInvoke(api: string, reference: string): boolean;
  /** Whether who signed a request may invoke a function by its URL. */
  mayInvokeUrl(reference: string, identity: IamIdentity): boolean;
  /** A host name came into being. */
  opened(host: string): void;
}

/** What API Gateway adds to the time of its integration. */
const apiOverhead: Millis = 5;

/** Everything in the account that answers at an https host name: APIs and function URLs. */
export class FrontDoors {
  readonly #urls = new Map<string, FunctionUrl>();
  readonly #metrics: ApiMetrics;
  #entrances = new Map<string, Entrance>();
  #isStale = false;
  #count = 0;

  constructor(private readonly ports: FrontDoorsPorts) {
    this.#metrics = new ApiMetrics(ports.batches);
  }

  /** An API was created or changed: its routes are read anew when they are next needed. */
  changed(): void {
    this.#isStale = true;
  }

  putUrl(url: FunctionUrl): void {
    this.#urls.set(url.urlId, url);
    this.changed();
  }

  removeUrl(urlId: string): void {
    this.#urls.delete(urlId);
    this.changed();
  }

  entrances(): readonly Entrance[] {
    return [...this.#current().values()];
  }

  has(host: string): boolean {
    return this.#current().has(host);
  }

  /** Answers a request; undefined where nothing stands at its host. Draws are made before this returns. */
  answer(request: HttpRequest, caller: Caller, at: Instant): Promise<Exchange> | undefined {
    const entrance = this.#current().get(request.host);
    return entrance === undefined ? undefined : this.#answer(entrance, request, caller, at);
  }

  async #answer(
    { door, name, logicalId, isByRole = false }: Entrance,
    request: HttpRequest,
    caller: Caller,
    at: Instant,
  ): Promise<Exchange> {
    let invoked: Invoked | undefined;
    const response = await answerRequest(openTo(caller, door), request, {
      at,
      requestId: stableUuid('http', this.#count++),
      credentials: this.ports.credentials,
      mayInvokeUrl: (reference, identity) => this.ports.mayInvokeUrl(reference, identity),
      invoke: async (reference, payload) => {
        const isAsked = door.kind !== 'function-url' && !isByRole;
        if (isAsked && !this.ports.mayApiInvoke(logicalId, reference))
          return { payload: undefined, failed: true, durationMs: 0 };
        const running = this.ports.invoker.invoke({ reference, payload, caller, at });
        if (running === undefined) return { payload: undefined, failed: true, durationMs: 0 };
        invoked = await running;
        return { payload: invoked.payload, failed: invoked.error !== undefined, durationMs: invoked.durationMs };
      },
    });
    const integration = invoked?.durationMs ?? 0;
    const durationMs = integration + apiOverhead;
    const stage = door.kind === 'function-url' ? '' : (stageIn(door, request.path) ?? '');
    this.#metrics.record(door, name, stage, { at, status: response.status, latency: durationMs, integration });
    return { response, durationMs, ...(invoked === undefined ? {} : { invoked }) };
  }

  #current(): ReadonlyMap<string, Entrance> {
    if (!this.#isStale) return this.#entrances;
    this.#isStale = false;
    const before = this.#entrances;
    const entrances = [
      ...this.ports.httpApis.doors().map((api) => ({ ...api, name: api.logicalId })),
      ...this.ports.restApis.doors(),
      ...[...this.#urls.values()].map((url) => ({
        door: this.#doorOf(url),
        logicalId: url.logicalId,
        name: url.logicalId,
      })),
    ];
    this.#entrances = new Map(entrances.map((entrance) => [entrance.door.host, entrance]));
    for (const host of this.#entrances.keys()) if (!before.has(host)) this.ports.opened(host);
    return this.#entrances;
  }

  #doorOf(url: FunctionUrl): FrontDoor<string> {
    const { account } = this.ports;
    return {
      kind: 'function-url',
      id: url.urlId,
      account: account.id,
      region: account.region,
      host: `${url.urlId}.lambda-url.${account.region}.on.aws`,
      authType: url.authType,
      target: url.qualifier === undefined ? url.functionName : `${url.functionName}:${url.qualifier}`,
    };
  }
}

/** Users are taken to sign what they send to a function URL, as CloudFront does for them. */
function openTo({ kind }: Caller, door: FrontDoor<string>): FrontDoor<string> {
  return kind === 'user' && door.kind === 'function-url' ? { ...door, authType: 'NONE' } : door;
}

function stageIn(
  { stages }: { readonly stages: readonly { readonly name: string }[] },
  path: string,
): string | undefined {
  const [, first = ''] = path.split(/[/?]/);
  const names = stages.map(({ name }) => name);
  return names.find((name) => name === first) ?? names.find((name) => name === '$default');
}
