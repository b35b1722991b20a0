import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssemblyStack, assetDirectory } from '../lib/assembly';
import { runCanary } from '../lib/canary-runtime';
import { FunctionPool, versionKey } from '../lib/rehearsal/functions';
import { answerRequest, type HttpApi, LoopbackNetwork } from '../lib/rehearsal/network';

/** The real work of a release: how many requests its users make, and how often each canary runs. */
export interface RealWork {
  readonly requests: number;
  /** The script of each canary, by a part of its name, and how often it runs. */
  readonly canaryRuns: readonly { readonly script: string; readonly count: number }[];
}

/**
 * The same requests and the same canary runs as a rehearsal makes, in a plain script: no virtual time, no alarms, no
 * deployment. Requests and runs go side by side as the rehearsal's do: 48 requests, two browsers.
 */
export async function plainRelease(stack: AssemblyStack, work: RealWork): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-plain-'));
  const host = 'plain.execute-api.us-east-1.amazonaws.com';
  const code = (type: string, logicalId: RegExp) => {
    const [id, resource] =
      Object.entries(stack.template.Resources).find(([name, one]) => one.Type === type && logicalId.test(name)) ?? [];
    return assetDirectory(stack, resource?.Properties?.Code, id) ?? '';
  };
  const api: HttpApi<string> = {
    kind: 'http-api',
    id: 'plain',
    account: '123456789012',
    region: 'us-east-1',
    host,
    stages: [{ name: '$default' }],
    routes: [{ key: '$default', payloadFormat: '2.0', target: '' }],
  };
  const answer = (request: Parameters<typeof answerRequest>[1]) =>
    answerRequest(api, request, {
      at: Date.now(),
      requestId: 'plain',
      invoke: async (_, payload) => {
        const {
          error,
          durationMs,
          payload: response,
        } = await pool.invoke(key, { payload, requestId: 'plain', at: Date.now() });
        return { payload: response, failed: error !== undefined, durationMs };
      },
    });
  const network = await LoopbackNetwork.start({ hosts: [host], allow: [], onRequest: answer });
  const pool = new FunctionPool({ directory: join(directory, 'functions'), network });
  const version = {
    functionName: 'plain',
    version: '1',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:plain',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    code: code('AWS::Lambda::Function', /^StorefrontFunction/),
    environment: {},
    timeoutSeconds: 10,
    memoryMb: 512,
    region: 'us-east-1',
    account: '123456789012',
  };
  const key = versionKey(version);
  try {
    await pool.add(version);
    await inParallel(48, work.requests, () =>
      answer({ method: 'GET', host, path: '/', headers: {}, sourceIp: '203.0.113.7' }),
    );
    const runs = work.canaryRuns.flatMap(({ script, count }) => Array.from({ length: count }, () => script));
    await inParallel(2, runs.length, (index) =>
      runCanary({
        code: code('AWS::Synthetics::Canary', new RegExp(runs[index] ?? '', 'i')),
        handler: 'index.handler',
        name: `plain-${index}`,
        environment: { BASE_URL: `https://${host}/` },
        timeoutSeconds: 60,
        network: { chromiumArguments: network.chromiumArguments(), nodeEnvironment: network.nodeEnvironment() },
        artifactsDirectory: join(directory, 'artifacts', String(index)),
      }),
    );
  } finally {
    await Promise.all([pool.close(), network.close()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function inParallel(width: number, count: number, one: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
