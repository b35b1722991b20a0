import { Stack, type Stage, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageGuards } from './guards-in';

/** Where a stage is, as far as that is known not to be where the pipeline is. */
export interface StagePlace {
  readonly account?: string;
  readonly region?: string;
}

/**
 * The one account and Region whose alarms and canaries count for a stage: those of its guards; where it has none, its own.
 * @throws where its guards are in several
 */
export function placeOf(scope: Construct, stage: Stage, { stacks }: StageGuards): StagePlace {
  const own = Stack.of(scope);
  const counting = stacks.length > 0 ? stacks : [stage];
  const account = theOnly(stage, 'account', counting, own.account);
  const region = theOnly(stage, 'region', counting, own.region);
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}

/**
 * The accounts, or the Regions, that a stage's stacks are deployed to, other than the pipeline's.
 * @throws where that cannot be told, since the pipeline's stack names none
 */
export function elsewhere(scope: Construct, stage: Stage, what: 'account' | 'region'): readonly string[] {
  const own = Stack.of(scope);
  const stacks = stage.node.findAll().filter((node) => node instanceof Stack);
  const known = [...new Set(stacks.map((stack) => stack[what]))].filter((value) => !Token.isUnresolved(value));
  if (known.length > 0 && Token.isUnresolved(own[what])) {
    throw new Error(
      `${stage.stageName} names its ${what} (${known.join(', ')}), and ${own.stackName} none: give the pipeline's stack an \`env\` ` +
        'with its account and its region.',
    );
  }
  return known.filter((value) => value !== own[what]);
}

function theOnly(
  stage: Stage,
  what: 'account' | 'region',
  counting: readonly Readonly<Partial<Record<'account' | 'region', string>>>[],
  own: string,
): string | undefined {
  const all = [...new Set(counting.map((one) => one[what] ?? own))];
  if (all.length > 1) {
    throw new Error(
      `${stage.stageName} has guards in the ${what}s ${all.join(' and ')}; make it a stage for each, in one wave.`,
    );
  }
  return all.find((value) => isElsewhere(value, own));
}

const isElsewhere = (value: string, own: string) =>
  !Token.isUnresolved(value) && !Token.isUnresolved(own) && value !== own;
