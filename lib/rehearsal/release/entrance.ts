import type { Entrance } from '../services/apigateway/front-doors';
import { parseReference } from '../services/lambda/functions';
import type { ReleasedAlias } from '../world/release';

/** Where users come in. */
export interface UsersEntrance extends Entrance {
  /** The stage that they call. @default `$default`, or the first */
  readonly stage?: string;
  /** The targets of its routes that are part of the release. */
  readonly leads: readonly string[];
  /** Set where it leads past the alias, to the function itself: what they meet is the function's newest code, shift or none. */
  readonly past?: ReleasedAlias;
}

/**
 * Where users come in: the API (or else the function URL) that leads to an alias of the release, or else one that leads to
 * its function.
 */
export function entranceOf(
  entrances: readonly Entrance[],
  aliases: readonly ReleasedAlias[],
): UsersEntrance | undefined {
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
