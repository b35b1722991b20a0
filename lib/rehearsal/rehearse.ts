import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Assembly, AssemblyStack } from '../assembly';
import type { StackResult, Template } from '../engine/cloudformation';
import { noteAssumptions, noteFindings } from './assumed';
import { noteBlindSpots } from './blind-spots';
import { drive, finish } from './drive';
import { alignedBaseline } from './release/aligned-baseline';
import { candidateTemplates } from './release/candidate-templates';
import { usersWays } from './release/entrance';
import type { GuardedAlias } from './release/guarded-alias';
import { notePlaces, rehearsedPart } from './release/pipeline-stage';
import { promote } from './release/promotion';
import { releaseByPipeline } from './release/release-by-pipeline';
import { baselineFailed, Refusal, Stacks } from './release/stacks';
import { releaseTargets } from './release/targets';
import { failuresIn } from './report/failures';
import type { Progress, Rehearsal } from './report/rehearsal';
import { type Ending, rehearsalOf } from './report/result';
import { secondsBetween } from './report/timeline';
import type { Scenario } from './scenario';
import { parseReference } from './services/lambda/functions';
import { Users } from './traffic/users';
import { refuseUnknownNames } from './unknown-names';
import type { ReleasedAlias } from './world/release';
import { openWorld, type World } from './world/world';

export interface RehearseOptions {
  /** The candidate. */
  readonly assembly: Assembly;
  /** What serves now. @default the assembly itself: the same code is published as a further version */
  readonly baseline?: Assembly;
  readonly scenario: Scenario;
  /** Told of every step, often; show what you can. */
  onProgress?(progress: Progress): void;
  /** Ends the rehearsal: everything it started is stopped, and the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** A directory for copies of code and for artifacts; removed at the end. @default one below the temporary directory */
  readonly workDirectory?: string;
  /**
   * Keeps the artifacts of a rehearsal, which are removed when it ends; returns it with their new places.
   * @default none are kept
   */
  keepArtifacts?(rehearsal: Rehearsal): Promise<Rehearsal>;
}

const defaultAccount = '123456789012';
const defaultRegion = 'us-east-1';

/**
 * Rehearses a release: creates the baseline, lets users arrive, updates to the candidate under the scenario's faults, and
 * returns what happened and why.
 * @throws InputError where assembly and scenario do not fit; the signal's reason where it was aborted
 */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const startedAt = performance.now();
  const { scenario, signal = new AbortController().signal } = options;
  const { assembly, stage } = rehearsedPart(options.assembly, scenario);
  const baseline =
    options.baseline === undefined
      ? assembly
      : alignedBaseline(rehearsedPart(options.baseline, scenario).assembly, assembly);
  const file = assembly.stacks[0]?.templateFile ?? assembly.directory;
  const targets = releaseTargets(assembly.stacks, scenario, file);
  const users = new Users(scenario);
  let stacksInUse = baseline.stacks;
  let stacks: Stacks | undefined;
  // Of a pipeline and the stage that it deploys, the stage's: the service is there.
  const place = stage === undefined ? assembly.stacks[0] : assembly.stacks.at(-1);
  const world = await openWorld({
    scenario,
    account: { id: place?.account ?? defaultAccount, region: place?.region ?? defaultRegion, partition: 'aws' },
    directory: options.workDirectory ?? mkdtempSync(join(tmpdir(), 'aviary-rehearsal-')),
    signal,
    stacks: () => stacksInUse,
    outputsOf: (stackName) => stacks?.outputsOf(stackName),
    stackIdOf: (stackName) => stacks?.idOf(stackName),
    passing: async (from, to) => {
      await users.passing(world, from, to);
      tell(to);
    },
  });
  let phase: Progress['phase'] = 'baseline';
  const tell = (now: number) => options.onProgress?.(progressOf(world, users, phase, now));
  try {
    const deployed = new Stacks(world);
    stacks = deployed;
    const run = (done: () => boolean) => drive(world, done);
    const candidateOf = candidateTemplates(baseline, targets);
    noteAssumptions(world.notes, scenario, candidateOf.isFurtherVersion);
    if (stage !== undefined) notePlaces(assembly, world.notes);
    let ending: Ending;
    try {
      const created = await deployed.deploy(baseline, run);
      if (created !== undefined && created.status !== 'CREATE_COMPLETE')
        throw baselineFailed(created, failuresIn(created, world.timeline, 0), baseline.stacks);
      const released = releasedAliases(deployed, targets.aliases);
      world.compute.release.of(released);
      users.arrive(
        usersWays(world.compute.doors.entrances(), released, [...deployed.resources()], stage !== undefined),
        targets.others.length > 0 ? world.serving.entrances(targets.others.map(({ logicalId }) => logicalId)) : [],
      );
      phase = 'warm-up';
      const warmUpStart = world.clock.now();
      await drive(world, () => false, warmUpStart + scenario.warmUp);

      phase = 'release';
      stacksInUse = assembly.stacks;
      world.compute.release.begin();
      users.ledger.releaseBegins();
      const releaseStart = world.clock.now();
      world.timeline.record({ at: releaseStart, actor: 'scenario', event: 'release begins', detail: scenario.name });
      const result =
        stage === undefined
          ? await deployCandidate(deployed, assembly, run, candidateOf.templateOf)
          : await promote(world, stage.name, run, async (stackName, to) => {
              const { stacks: all, directory } = to === 'candidate' ? assembly : baseline;
              stacksInUse = all;
              const part = { directory, stacks: all.filter(({ name }) => name === stackName) };
              return deployed.deploy(part, besideOthers, to === 'candidate' ? candidateOf.templateOf : undefined);
            });
      const stands = result.stack === undefined || result.stack.status === 'UPDATE_COMPLETE';
      const isByPipeline = targets.others.length > 0 && stands && (await releaseByPipeline(world, run));
      ending = { ...result, ...(isByPipeline ? { refused: undefined } : {}), releaseStart };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      ending = { refused: error.message, releaseStart: world.clock.now() };
    }
    await finish(world);
    phase = 'end';
    tell(world.clock.now());
    refuseUnknownNames(world);
    noteFindings(world);
    noteBlindSpots(world, users);
    const realMs = performance.now() - startedAt;
    const rehearsal = rehearsalOf(world, users.ledger, ending, realMs);
    return (await options.keepArtifacts?.(rehearsal)) ?? withoutArtifacts(rehearsal);
  } finally {
    await world.close();
  }
}

function withoutArtifacts(rehearsal: Rehearsal): Rehearsal {
  return { ...rehearsal, canaryRuns: rehearsal.canaryRuns.map((run) => ({ ...run, screenshots: [] })) };
}

/** Stacks that a stage deploys side by side: who began them lets time pass. */
const besideOthers = async () => {};

async function deployCandidate(
  stacks: Stacks,
  assembly: Assembly,
  run: (done: () => boolean) => Promise<void>,
  templateOf: (stack: AssemblyStack) => Template,
): Promise<{ readonly stack?: StackResult; readonly refused?: string }> {
  const result = await stacks.deploy(assembly, run, templateOf);
  return result === undefined ? { refused: 'No updates are to be performed.' } : { stack: result };
}

function releasedAliases(
  stacks: Stacks,
  aliases: readonly GuardedAlias[],
): readonly (ReleasedAlias & { readonly assembly: string })[] {
  return aliases.flatMap(({ stack, logicalId, functionId }) => {
    const resource = [...stacks.resources(stack.name)].find(
      (one) => one.type === 'AWS::Lambda::Alias' && one.logicalId === logicalId,
    );
    if (resource === undefined) return [];
    const { functionName, qualifier = '' } = parseReference(resource.physicalId);
    const assembly = dirname(stack.templateFile);
    return [{ functionName, alias: qualifier, assembly, ...(functionId === undefined ? {} : { functionId }) }];
  });
}

function progressOf(world: World, users: Users, phase: Progress['phase'], now: number): Progress {
  const { firstShift } = world.faults;
  const last = world.timeline.last;
  return {
    phase,
    now,
    ...(firstShift === undefined ? {} : { t: secondsBetween(firstShift, now) }),
    weight: world.compute.release.weight,
    alarms: world.cloudwatch.describeAlarms().map(({ name, state }) => ({ name, state })),
    requests: users.ledger.requests,
    ...(last === undefined ? {} : { last: [last.actor, last.event, last.status].filter(Boolean).join(' ') }),
  };
}
