import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { ended, stepFailure } from './execute-step';
import { sanitizedIfUrl } from './log-helper';
import type { Run } from './run';

type HttpStepOptions = string | URL | (RequestOptions & { readonly body?: unknown });
type HttpStepCallback = (response: IncomingMessage) => unknown;

/**
 * Makes one request and judges it: by the callback where there is one, else by its status (200 to 299 passes). A
 * failure stops the script only where continueOnHttpStepFailure is false; the run fails in either case, except on
 * runtimes that have AWS' defect.
 */
export async function executeHttpStep(
  run: Run,
  name: string | null | undefined,
  options: HttpStepOptions,
  callback: HttpStepCallback | null | undefined,
  stepConfig: unknown,
): Promise<unknown> {
  const settings = run.configuration.ofStep(stepConfig);
  if (callback !== undefined && callback !== null && typeof callback !== 'function') {
    run.warn(
      `executeHttpStep takes a callback as its third parameter: the ${typeof callback} of step ${JSON.stringify(name)} is ignored. Options of the request belong to the second.`,
    );
  }
  const step = run.steps.open(name ?? nameOf(options, (url) => sanitizedIfUrl(url, settings)), settings);
  return run.steps.inside(step, async () => {
    run.log.info(`Executing HTTP step: ${step.name}`);
    const started = performance.now();
    const passed = () => {
      ended(run, step, 'PASSED', performance.now() - started);
      run.log.info(`HTTP step "${step.name}" SUCCEEDED.`);
    };
    try {
      const value = await request(run, options, callback, (number) => {
        step.httpRequestNum = number;
      });
      passed();
      return value;
    } catch (error) {
      if (step.status !== undefined) throw error;
      // A failed status is told as AWS tells it: `503 Service Unavailable`.
      step.failureReason = run.reasonOf(error);
      ended(run, step, 'FAILED', performance.now() - started);
      run.log.write(
        'ERROR',
        `HTTP step "${step.name}" FAILED failureReason: ${step.failureReason.replace(/^Error: /, '')}`,
      );
      if (!settings.continueOnHttpStepFailure) throw new Error(stepFailure(step), { cause: error });
      judge(run, stepFailure(step), stepConfig);
      return undefined;
    }
  });
}

/** A failure that did not stop the script: it fails the run at its end, where the runtime has no defect. */
function judge(run: Run, failure: string, stepConfig: unknown): void {
  const said =
    run.configuration.httpStepFailureWasSet ||
    (typeof stepConfig === 'object' && stepConfig !== null && 'continueOnHttpStepFailure' in stepConfig);
  const { httpStepFailurePasses, version } = run.order.runtime;
  if (!httpStepFailurePasses || said) {
    run.stepErrors.push(failure);
    return;
  }
  run.warn(
    `An HTTP step failed, and ${version} lets the run pass nevertheless (fixed in syn-nodejs-puppeteer-15.0). Move to a newer runtime, or call setConfig({ continueOnHttpStepFailure: false }). The failure was: ${failure}`,
  );
}

function request(
  run: Run,
  options: HttpStepOptions,
  callback: HttpStepCallback | null | undefined,
  onNumber: (number: number) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // Looked up at each call: scripts wrap http.request.
    const { request: send } = protocolOf(options) === 'http:' ? http : https;
    let sent: ClientRequest;
    const onResponse = (response: IncomingMessage) => {
      answered(response, callback).then(resolve, reject);
    };
    if (typeof options === 'string' || options instanceof URL) sent = send(options, onResponse);
    else {
      const { body: _, ...requestOptions } = options;
      sent = send(requestOptions, onResponse);
    }
    onNumber(run.capture.requests.length);
    sent.on('error', reject);
    sent.end(typeof options === 'string' || options instanceof URL ? undefined : bodyOf(options.body));
  });
}

async function answered(response: IncomingMessage, callback: HttpStepCallback | null | undefined): Promise<unknown> {
  if (typeof callback === 'function') {
    const value = await callback(response);
    // A callback that reads nothing would hold the connection.
    if (response.listenerCount('data') === 0 && response.listenerCount('readable') === 0) response.resume();
    return value;
  }
  const status = response.statusCode ?? 0;
  await new Promise<void>((resolve, reject) => {
    response.on('end', resolve).on('error', reject).resume();
  });
  if (status < 200 || status > 299) throw new Error(`${status} ${response.statusMessage ?? ''}`.trim());
  return undefined;
}

function bodyOf(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array)
    return body ?? undefined;
  return JSON.stringify(body);
}

function protocolOf(options: HttpStepOptions): string {
  if (typeof options === 'string') return new URL(options).protocol;
  return options.protocol ?? (Number(options.port) === 443 ? 'https:' : 'http:');
}

function nameOf(options: HttpStepOptions, clean: (url: string) => string): string {
  if (typeof options === 'string' || options instanceof URL) return clean(String(options));
  const host = options.hostname ?? options.host ?? 'localhost';
  const port = options.port === undefined || options.port === null || options.port === '' ? '' : `:${options.port}`;
  try {
    return clean(new URL(options.path ?? '/', `${protocolOf(options)}//${host}${port}`).href);
  } catch {
    return `${host}${options.path ?? '/'}`;
  }
}
