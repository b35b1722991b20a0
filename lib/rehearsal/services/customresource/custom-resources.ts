import type { Created, ResourceHandler, ResourceRequest } from '../../../engine/cloudformation';
import type { HttpRequest, HttpResponse } from '../../network';
import { type Account, stableUuid } from '../../world/account';
import type { Invoker } from '../lambda/invoker';

export interface CustomResourcePorts {
  readonly account: Account;
  readonly invoker: Invoker;
  now(): number;
  /** A host name came into being. */
  opened(host: string): void;
}

interface Response {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/**
 * Custom resources whose function runs for real: it is invoked as CloudFormation does, and its answer is what it puts to the
 * response address.
 */
export class CustomResources {
  readonly #responses = new Map<string, Response>();
  readonly #host: string;
  #count = 0;

  constructor(private readonly ports: CustomResourcePorts) {
    const { region } = ports.account;
    this.#host = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}.s3.${region}.amazonaws.com`;
  }

  /** Takes a response that comes over the network; undefined where the request is for somebody else. */
  take({ host, method, path, body }: HttpRequest): HttpResponse | undefined {
    if (host !== this.#host || method !== 'PUT') return undefined;
    this.#responses.set(path, JSON.parse(body?.toString() ?? '{}') as Response);
    return { status: 200, headers: {}, body: Buffer.alloc(0) };
  }

  handler(): ResourceHandler {
    return {
      create: (request) => this.#ask('Create', request),
      update: (request, { physicalId }) => this.#ask('Update', request, physicalId),
      // What CloudFormation deletes in a rehearsal nobody looks at any more.
      delete: () => {},
    };
  }

  async #ask(RequestType: string, request: ResourceRequest, physicalId?: string): Promise<Created> {
    const { logicalId, properties, stack, type } = request;
    const { invoker, opened, now } = this.ports;
    const reference = String(properties.ServiceToken);
    opened(this.#host);
    const requestId = stableUuid('custom resource', stack.name, logicalId, this.#count++);
    const path = `/${requestId}`;
    const invoked = await invoker.invoke({
      reference,
      caller: { kind: 'service' },
      at: now(),
      payload: {
        RequestType,
        ServiceToken: reference,
        ResponseURL: `https://${this.#host}${path}`,
        StackId: stack.id,
        RequestId: requestId,
        LogicalResourceId: logicalId,
        ResourceType: type,
        ResourceProperties: properties,
        ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
      },
    });
    const response = this.#responses.get(path);
    if (response === undefined) {
      const why = invoked?.error?.message ?? 'its function ended without an answer';
      throw new Error(`CloudFormation did not receive a response from your Custom Resource: ${why}.`);
    }
    if (response.Status !== 'SUCCESS')
      throw new Error(`Received response status [FAILED] from custom resource. ${response.Reason ?? ''}`);
    return { physicalId: response.PhysicalResourceId ?? physicalId ?? requestId, attributes: { ...response.Data } };
  }
}
