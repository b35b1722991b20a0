/**
 * The program of an execution environment: loads a handler as Lambda does, then answers the invocations that come over
 * the IPC channel, one after the other.
 */
import { syncBuiltinESMExports } from 'node:module';
import type { InvokeMessage, ProcessConfiguration, ProcessMessage } from '../protocol';
import { errorPayload } from './error-payload';
import { InvocationLoop } from './invocation-loop';
import { loadHandler } from './load-handler';
import { LogCapture } from './log-capture';
import { mapPaths } from './mapped-paths';
import { defineStreaming, isStreaming } from './response-stream';
import { VirtualDate } from './virtual-date';

async function main(): Promise<void> {
  const send = process.send?.bind(process) as (message: ProcessMessage) => boolean;
  // Fixed before anything of the function runs: it must not be able to reach the pool by `process.send`.
  const configuration = JSON.parse(process.argv[2] ?? '') as ProcessConfiguration;
  process.argv.splice(1, process.argv.length, '/var/runtime/index.mjs');
  process.send = undefined;
  process.chdir(configuration.taskRoot);

  const date = new VirtualDate(configuration.at);
  const logs = new LogCapture((lines) => send({ type: 'logs', logs: lines }));
  const loop = new InvocationLoop(configuration, send, date, logs);
  const waiting: InvokeMessage[] = [];
  let deliver = (message: InvokeMessage): unknown => waiting.push(message);
  process.on('message', (message) => deliver(message as InvokeMessage));
  const { temporaryDirectory, taskRoot, layersDirectory, unmapped } = configuration;
  const directories = { '/tmp': temporaryDirectory, '/var/task': taskRoot, '/opt': layersDirectory };
  const remove = mapPaths(directories, unmapped);
  // What is imported from `fs` by name is the mapped function too.
  syncBuiltinESMExports();
  // The pool's process has gone without closing the pool: what it left on disk goes too.
  process.on('disconnect', () => {
    remove(configuration.abandonedDirectory);
    process.exit(0);
  });
  process.on('exit', () => {
    const lines = logs.take();
    if (lines.length > 0 && process.connected) send({ type: 'logs', logs: lines });
  });
  // Ctrl-C reaches the whole process group; the rehearsal ends its functions itself.
  process.on('SIGINT', () => {});

  defineStreaming();
  const start = performance.now();
  try {
    const handler = await loadHandler(configuration);
    loop.use(handler);
    send({ type: 'ready', initMs: performance.now() - start, streams: isStreaming(handler), logs: logs.take() });
  } catch (error) {
    const payload = errorPayload(error);
    logs.error('Init Error', error);
    send({ type: 'init-error', initMs: performance.now() - start, error: payload, logs: logs.take() });
    return;
  }
  deliver = (message) => loop.add(message);
  for (const message of waiting) loop.add(message);
}

void main();
