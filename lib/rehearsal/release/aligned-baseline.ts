import type { Assembly } from '../../assembly';
import { InputError } from '../../diagnostic';

/**
 * The baseline as what the candidate updates. Two templates without an assembly have the names of their files: they are the
 * same stack, whatever the files are called.
 * @throws InputError where the two have no stack in common
 */
export function alignedBaseline(baseline: Assembly, candidate: Assembly): Assembly {
  const names = candidate.stacks.map(({ name }) => name);
  if (baseline.stacks.some(({ name }) => names.includes(name))) return baseline;
  const [before, ...others] = baseline.stacks;
  const [after, ...more] = candidate.stacks;
  if (before !== undefined && after !== undefined && others.length === 0 && more.length === 0)
    return { ...baseline, stacks: [{ ...before, name: after.name }] };
  throw new InputError({
    id: 'rehearsal/other-baseline',
    severity: 'error',
    message: `The baseline has none of the candidate's stacks: it has ${baseline.stacks.map(({ name }) => name).join(', ') || 'none'}, and the candidate ${names.join(', ') || 'none'}.`,
    file: baseline.directory,
    fix: 'Name an earlier assembly of the same app, with the same names of stacks.',
  });
}
