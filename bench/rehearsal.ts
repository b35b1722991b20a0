import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Assembly, loadAssembly } from '../lib/assembly';
import { synthesizeApp } from '../lib/cli/synthesize';
import { parseScenario, type Rehearsal, rehearse } from '../lib/rehearsal';
import type { Benchmark, Measurement } from './benchmark';
import { plainRelease } from './plain-release';
import { peakMemory } from './process-tree';

const healthy = parseScenario(
  'name: healthy\nwarmUp: 5m\ntraffic: { requestsPerMinute: 1200, arrivals: even, requests: [{ name: page, path: / }] }',
  'bench',
);
const short = parseScenario('name: short\nwarmUp: 2m\ntraffic: { requestsPerMinute: 1200 }', 'bench');

/**
 * A healthy rehearsal against a plain script that does the same work, its memory with Chromium, and whether ten rehearsals
 * in one process grow.
 */
export const benchmark: Benchmark = async (print) => {
  const app = await synthesizeApp(process.cwd());
  try {
    const assembly = loadAssembly(app.directory);
    return [...(await overhead(assembly, print)), await growth(print)];
  } finally {
    await app.remove();
  }
};

async function overhead(assembly: Assembly, print: (line: string) => void): Promise<readonly Measurement[]> {
  const [stack] = assembly.stacks;
  if (stack === undefined) throw new Error('The reference application has no stack.');
  // Chromium is unpacked, and every file read once, before anything is measured.
  await rehearse({ assembly, scenario: short });
  const { result: rehearsal, megabytes } = await peakMemory(() => rehearse({ assembly, scenario: healthy }));
  print(
    `rehearsal: ${rehearsal.durations.real} s for ${rehearsal.durations.virtual} s of virtual time, ${megabytes} MB`,
  );
  const rehearsed = await seconds(() => rehearse({ assembly, scenario: healthy }));
  const work = workOf(rehearsal);
  const plain = await seconds(() => plainRelease(stack, work));
  print(
    `the same ${work.requests} requests and ${rehearsal.canaryRuns.length} canary runs in a plain script: ${plain.toFixed(1)} s`,
  );
  const ratio = rehearsed / plain;
  return [
    { what: 'healthy rehearsal / plain script', measured: ratio.toFixed(2), aim: 'at most 1.3', holds: ratio <= 1.3 },
    {
      what: 'ten-minute shift at 1,200 rpm',
      measured: `${rehearsed.toFixed(1)} s`,
      aim: 'under 60 s',
      holds: rehearsed < 60,
    },
    { what: 'memory with Chromium', measured: `${megabytes} MB`, aim: 'under 700 MB', holds: megabytes < 700 },
  ];
}

function workOf({ traffic, canaryRuns }: Rehearsal) {
  const requests = traffic.reduce((sum, { baseline, candidate }) => sum + baseline.requests + candidate.requests, 0);
  const scripts = ['storefront-?page', 'checkout-?api'].map((script) => ({
    script,
    count: canaryRuns.filter(({ canary }) => new RegExp(script).test(canary)).length,
  }));
  return { requests, canaryRuns: scripts };
}

/** Ten rehearsals of a service without canaries, so that what grows is this process. */
async function growth(print: (line: string) => void): Promise<Measurement> {
  const assembly = loadAssembly(join(__dirname, '..', 'test', 'assemblies', 'raw-cdk-rest', 'assembly'));
  const heap: number[] = [];
  for (let round = 0; round < 10; round++) {
    await rehearse({ assembly, scenario: short });
    heap.push(liveHeap());
  }
  print(`live heap after each of ten rehearsals: ${heap.map((mb) => mb.toFixed(1)).join(', ')} MB`);
  const grown = (heap[9] ?? 0) - (heap[2] ?? 0);
  return {
    what: 'growth from the third to the tenth rehearsal',
    measured: `${grown.toFixed(1)} MB`,
    aim: 'under 5 MB',
    holds: grown < 5,
  };
}

function liveHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
