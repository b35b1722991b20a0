import type { StackResource } from '../../engine/cloudformation';
import type { Entrance } from '../services/apigateway/front-doors';
import { parseReference } from '../services/lambda/functions';
import type { ReleasedAlias } from '../world/release';
import { type DefaultEvent, defaultEvent } from './default-event';

/** Where users come in. */
export interface UsersEntrance extends Entrance {
  /** The stage that they call. @default `$default`, or the first */
  readonly stage?: string;
  /** The targets of its routes that are part of the release. */
  readonly leads: readonly string[];
  /** Set where it leads past the alias, to the function itself: what they meet is the function's newest code, shift or none. */
  readonly past?: ReleasedAlias;
}

/** How the users of one service come to it. */
export interface UsersWay {
  /** What of the release they use. */
  readonly aliases: readonly ReleasedAlias[];
  /** Undefined: they invoke the alias itself. */
  readonly entrance?: UsersEntrance;
  /** What the alias itself gets where the scenario's requests have no event of their own. */
  readonly event: DefaultEvent;
}

/** The ways of users into a release: one; or one into each of the assemblies that it deploys, such as a wave's stages. */
export function usersWays(
  entrances: readonly Entrance[],
  aliases: readonly (ReleasedAlias & { readonly assembly: string })[],
  resources: readonly StackResource[],
  isOneForEach: boolean,
): readonly UsersWay[] {
  const all = new Set(aliases.map(({ assembly }) => assembly));
  const assemblies = isOneForEach && all.size > 1 ? [...all] : [undefined];
  return assemblies.map((assembly) => {
    const own = aliases.filter((alias) => assembly === undefined || alias.assembly === assembly);
    const entrance = entranceOf(entrances, own);
    return { aliases: own, event: defaultEvent(resources, own[0]), ...(entrance === undefined ? {} : { entrance }) };
  });
}

/**
 * Where users come in: the API (or else the function URL) that leads to an alias of the release, or else one that leads to
 * its function.
 */
function entranceOf(entrances: readonly Entrance[], aliases: readonly ReleasedAlias[]): UsersEntrance | undefined {
  const ways = entrances.flatMap((entrance) =>
    targetsOf(entrance.door).flatMap(({ target, stage }) => {
      const { functionName, qualifier = '$LATEST' } = parseReference(target);
      const alias = aliases.find((one) => one.functionName === functionName && one.alias === qualifier);
      const past = aliases.find((one) => one.functionName === functionName && qualifier === '$LATEST');
      if (alias === undefined && past === undefined) return [];
      const way: UsersEntrance = {
        ...entrance,
        leads: targetsOf(entrance.door)
          .map((one) => one.target)
          .filter((one) => leadsTo(aliases, one)),
        ...(stage === undefined ? {} : { stage }),
        ...(alias === undefined && past !== undefined ? { past } : {}),
      };
      return [way];
    }),
  );
  const order = ({ door, past }: UsersEntrance) =>
    (past === undefined ? 0 : 2) + (door.kind === 'function-url' ? 1 : 0);
  return [...ways].sort((a, b) => order(a) - order(b))[0];
}

function leadsTo(aliases: readonly ReleasedAlias[], target: string): boolean {
  const { functionName, qualifier = '$LATEST' } = parseReference(target);
  return aliases.some((one) => one.functionName === functionName && [one.alias, '$LATEST'].includes(qualifier));
}

function targetsOf(door: Entrance['door']): readonly { readonly target: string; readonly stage?: string }[] {
  switch (door.kind) {
    case 'http-api':
      return door.routes;
    case 'rest-api':
      return door.methods;
    case 'function-url':
      return [door];
  }
}
