import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Benchmark, Measurement } from './benchmark';
import type { Synthesis } from './synth/synthesis';

type Kind = 'guarded' | 'plain';

/** So many endpoints, and the reference application's stack. Small apps are done sooner than the machine is quiet: they get more rounds. */
const apps = [
  { what: '1', said: '1 endpoint', rounds: 4 },
  { what: '50', said: '50 endpoints', rounds: 3 },
  { what: '300', said: '300 endpoints', rounds: 2 },
  { what: 'storefront', said: 'the storefront', rounds: 4 },
] as const;

/**
 * Synth time and template size for 1, 50 and 300 guarded endpoints, and for the reference application, beside the same written
 * with CDK's own constructs: the same resources, with the properties that the guard's behaviour rests on.
 */
export const benchmark: Benchmark = async (print) => {
  const measurements: Measurement[] = [];
  const guarded = new Map<string, Synthesis>();
  for (const { what, said, rounds } of apps) {
    const pairs = Array.from(
      { length: rounds },
      () => [synthesize('guarded', what), synthesize('plain', what)] as const,
    );
    const ours = quickest(pairs.map(([one]) => one));
    const plain = quickest(pairs.map(([, one]) => one));
    guarded.set(what, ours);
    print(`${said}: guarded ${words(ours)}; plain ${words(plain)}`);
    const boardless = (ours.bytes - ours.boardBytes) / (plain.bytes - plain.boardBytes);
    measurements.push(
      atMost(`synth time of ${said}, guarded / plain`, ours.processorSeconds / plain.processorSeconds, 1.2),
      {
        what: '  for each resource',
        measured: (perResource(ours) / perResource(plain)).toFixed(2),
      },
      atMost(`template size of ${said}, guarded / plain`, ours.bytes / plain.bytes, 1.2),
      { what: '  without the dashboards, whose runbooks are the same words', measured: boardless.toFixed(2) },
    );
  }
  const [some, many] = [guarded.get('50'), guarded.get('300')];
  if (some !== undefined && many !== undefined) {
    measurements.push(
      atMost('synth time of 300 endpoints / of 50 (6 is linear)', many.processorSeconds / some.processorSeconds, 7.2),
      atMost('template size of 300 endpoints / of 50 (6 is linear)', many.bytes / some.bytes, 7.2),
    );
  }
  return measurements;
};

/** In a process of its own, so that neither finds what the other has loaded. */
function synthesize(kind: Kind, what: string): Synthesis {
  const output = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'synth/app.ts'), kind, what], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Synthesis;
}

/** By the time of the processor: the clock's depends on what else the machine does. */
function quickest(all: readonly Synthesis[]): Synthesis {
  return all.reduce((best, one) => (one.processorSeconds < best.processorSeconds ? one : best));
}

function perResource({ processorSeconds, resources }: Synthesis): number {
  return processorSeconds / resources;
}

function atMost(what: string, measured: number, limit: number): Measurement {
  return { what, measured: measured.toFixed(2), aim: `at most ${limit}`, holds: measured <= limit };
}

const words = ({ seconds, processorSeconds, bytes, boardBytes, resources }: Synthesis) =>
  `${seconds.toFixed(1)} s (${processorSeconds.toFixed(2)} s of processor), ${resources} resources, ` +
  `${(bytes / 1e6).toFixed(2)} MB with ${(boardBytes / 1e6).toFixed(2)} MB of dashboards`;
