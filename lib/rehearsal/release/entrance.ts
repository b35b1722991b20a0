import type { Entrance } from '../services/apigateway/front-doors';
import { parseReference } from '../services/lambda/functions';
import type { ReleasedAlias } from '../world/release';

/** Where users come in: the API (or else the function URL) that leads to an alias of the release. */
export function entranceOf(entrances: readonly Entrance[], aliases: readonly ReleasedAlias[]): Entrance | undefined {
  const leadsToRelease = (target: string) => {
    const { functionName, qualifier } = parseReference(target);
    return aliases.some((one) => one.functionName === functionName && one.alias === qualifier);
  };
  const leading = entrances.filter(({ door }) => targetsOf(door).some(leadsToRelease));
  return leading.find(({ door }) => door.kind !== 'function-url') ?? leading[0];
}

function targetsOf(door: Entrance['door']): readonly string[] {
  switch (door.kind) {
    case 'http-api':
      return door.routes.map(({ target }) => target);
    case 'rest-api':
      return door.methods.map(({ target }) => target);
    case 'function-url':
      return [door.target];
  }
}
