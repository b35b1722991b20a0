import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Benchmark, Measurement } from './benchmark';

interface Synthesis {
  readonly seconds: number;
  readonly bytes: number;
  readonly resources: number;
}

const sizes = [1, 50, 300];

/** Synth time and template size for 1, 50 and 300 guarded endpoints, beside the same written with CDK's own constructs. */
export const benchmark: Benchmark = async (print) => {
  const measurements: Measurement[] = [];
  const guarded = new Map<number, Synthesis>();
  for (const endpoints of sizes) {
    const rounds = endpoints === 300 ? 1 : 3;
    const ours = best(rounds, () => synthesize('guarded', endpoints));
    const plain = best(rounds, () => synthesize('plain', endpoints));
    guarded.set(endpoints, ours);
    print(`${endpoints} endpoints: guarded ${words(ours)}; plain ${words(plain)}`);
    // What a resource costs: the two differ by a few resources.
    const ratio = ours.seconds / ours.resources / (plain.seconds / plain.resources);
    measurements.push({
      what: `synth of ${endpoints} guarded endpoints / plain constructs, per resource`,
      measured: ratio.toFixed(2),
      aim: 'at most 1.2',
      holds: ratio <= 1.2,
    });
  }
  const [some, many] = [guarded.get(50), guarded.get(300)];
  if (some !== undefined && many !== undefined) {
    for (const [what, growth] of [
      ['time', many.seconds / some.seconds],
      ['template size', many.bytes / some.bytes],
    ] as const) {
      measurements.push({
        what: `${what} of 300 endpoints / of 50 (6 is linear)`,
        measured: growth.toFixed(2),
        aim: 'at most 7.2',
        holds: growth <= 7.2,
      });
    }
  }
  return measurements;
};

function synthesize(kind: 'guarded' | 'plain', endpoints: number): Synthesis {
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'synth/app.ts'), kind, String(endpoints)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, CDK_VALIDATION: 'false' } },
  );
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Synthesis;
}

function best(rounds: number, measure: () => Synthesis): Synthesis {
  const all = Array.from({ length: rounds }, measure);
  return all.reduce((fastest, one) => (one.seconds < fastest.seconds ? one : fastest));
}

const words = ({ seconds, bytes, resources }: Synthesis) =>
  `${seconds.toFixed(1)} s, ${resources} resources, ${(bytes / 1e6).toFixed(2)} MB`;
