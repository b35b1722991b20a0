import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodeCopy } from './code-copy';
import { delayed, faultyInvocation } from './faults';
import { type FunctionVersion, type Invocation, type InvokeOptions, versionKey } from './function-version';
import { lambdaEnvironment } from './lambda-environment';
import { nodeFor, runtimeMajor } from './node-binary';
import { sourcePath, writeProcessBundle } from './process-bundle';
import { supplyModules } from './supplied-modules';
import { VersionEnvironments } from './version-environments';

/** What gives a process its way to the network of the rehearsal. */
export interface NodeNetwork {
  /** Variables such as `NODE_OPTIONS` and `NODE_EXTRA_CA_CERTS`. */
  nodeEnvironment(): Readonly<Record<string, string>>;
  /** Where the files lie that these variables name: it is no part of what `/tmp` means to a function. */
  readonly directory?: string;
}

export interface FunctionPoolOptions {
  /** A directory of the pool's own, made where it is missing and removed by `close`. */
  readonly directory: string;
  /** Removed by the functions' processes when this process has died without closing the pool @default `directory` */
  readonly workDirectory?: string;
  readonly network: NodeNetwork;
  /** Execution environments (processes) for each version @default 2 */
  readonly concurrency?: number;
  /** Further variables for every function, such as `AWS_ENDPOINT_URL`; they win over the function's own @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** What a version's processes sign their calls with @default credentials that nobody knows */
  credentialsOf?(version: FunctionVersion): Readonly<Record<string, string>>;
  /** Where the team's `node_modules` are looked for, upward @default the working directory */
  readonly projectDirectory?: string;
}

/** A function wrote into its own code, which is read-only in AWS. */
export interface CodeFinding {
  readonly functionName: string;
  readonly version: string;
  readonly message: string;
}

interface Entry {
  readonly version: FunctionVersion;
  readonly code: CodeCopy;
  readonly environments: VersionEnvironments;
}

/**
 * Runs Lambda functions in processes of their own, from private copies of their code. Responses are given whole, also
 * where a handler streams them.
 */
export class FunctionPool {
  readonly #directory: string;
  readonly #program: string;
  readonly #entries = new Map<string, Entry>();
  readonly #assumptions = new Set<string>();
  readonly #findings: CodeFinding[] = [];
  readonly #projects: readonly string[];
  readonly #unmapped: readonly string[];
  #copies = 0;
  #closed = false;
  readonly #onExit = () => this.#destroy();

  constructor(private readonly options: FunctionPoolOptions) {
    this.#directory = resolve(options.directory);
    mkdirSync(this.#directory, { recursive: true });
    this.#projects = [resolve(options.projectDirectory ?? process.cwd()), __dirname];
    this.#program = join(this.#directory, 'runtime.cjs');
    writeProcessBundle(sourcePath('child', 'main'), this.#program);
    const { directory: networkDirectory } = options.network;
    this.#unmapped = [
      this.#directory,
      ...(networkDirectory === undefined ? [] : [networkDirectory]),
      ...supplyModules(this.#directory, this.#projects),
    ];
    process.on('exit', this.#onExit);
  }

  /**
   * Copies the version's code; processes start with the first invocation.
   *
   * @throws Error where the runtime is not Node.js, or the code is not there
   */
  async add(version: FunctionVersion): Promise<void> {
    const key = versionKey(version);
    if (this.#entries.has(key)) await this.remove(key);
    const major = runtimeMajor(version.runtime);
    if (major === undefined) {
      throw new Error(`${version.functionName} has the runtime ${version.runtime}: only Node.js functions run here.`);
    }
    const node = nodeFor(version.runtime, this.#projects);
    if (node.assumption !== undefined) this.#assumptions.add(node.assumption);
    const root = join(this.#directory, 'functions', `${version.functionName}-${this.#copies++}`);
    const code = copied(version, version.code, join(root, 'task'));
    const layers = join(root, 'opt');
    for (const layer of version.layers ?? []) copied(version, layer, layers);
    const { environment, credentialsOf } = this.options;
    const supplied = { ...environment, ...credentialsOf?.(version), ...this.options.network.nodeEnvironment() };
    const environments = new VersionEnvironments(this.options.concurrency ?? 2, (index) => {
      const temporary = join(root, `tmp-${index}`);
      const directories = { task: code.directory, temporary, layers, modules: this.#directory };
      return {
        version,
        program: this.#program,
        node: node.path,
        environment: lambdaEnvironment(version, directories, supplied, node.path),
        onStreaming: () =>
          this.#assumptions.add(`${version.functionName} streams its response; here it is given whole`),
        configuration: {
          handler: version.handler,
          taskRoot: code.directory,
          temporaryDirectory: temporary,
          layersDirectory: layers,
          unmapped: this.#unmapped,
          abandonedDirectory: resolve(this.options.workDirectory ?? this.#directory),
          runtimeMajor: major,
        },
      };
    });
    this.#entries.set(key, { version, code, environments });
  }

  /**
   * Runs one invocation; resolves also where it fails, times out or ends the process.
   *
   * @param key `versionKey(version)`: `orders:7`
   */
  async invoke(key: string, options: InvokeOptions): Promise<Invocation> {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#closed) throw new Error(`No function version ${key} is in the pool.`);
    const { fault } = options;
    const injected = fault && faultyInvocation(entry.version, options, fault);
    if (injected !== undefined) return injected;
    const invocation = await entry.environments.invoke(options);
    return fault?.kind === 'delay' ? delayed(invocation, fault.ms, entry.version, options.requestId) : invocation;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Ends a version's processes and removes its files. */
  async remove(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    await entry.environments.close();
    this.#findings.push(...findingsOf(entry));
    rmSync(join(entry.code.directory, '..'), { recursive: true, force: true });
  }

  /** What functions wrote into their own code, so far. */
  findings(): CodeFinding[] {
    const current = this.#closed ? [] : [...this.#entries.values()].flatMap(findingsOf);
    return [...this.#findings, ...current];
  }

  /** What was assumed, as sentences for the report. */
  assumptions(): string[] {
    return [...this.#assumptions];
  }

  /** Ends every process and removes every file. `findings` keeps what was found. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#findings.push(...[...this.#entries.values()].flatMap(findingsOf));
    this.#closed = true;
    await Promise.all([...this.#entries.values()].map((entry) => entry.environments.close()));
    this.#destroy();
    process.off('exit', this.#onExit);
  }

  #destroy(): void {
    for (const entry of this.#entries.values()) entry.environments.kill();
    this.#entries.clear();
    // A process that is being killed may still write.
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}

function copied(version: FunctionVersion, source: string, directory: string): CodeCopy {
  try {
    return CodeCopy.make(source, directory);
  } catch (error) {
    throw new Error(`The code of ${version.functionName} cannot be read: ${(error as Error).message}`);
  }
}

function findingsOf({ version, code }: Entry): CodeFinding[] {
  return code.changes().map((change) => ({
    functionName: version.functionName,
    version: version.version,
    message: `${version.functionName} ${change} below /var/task, which is read-only in AWS: there the call fails with EROFS.`,
  }));
}
