import type { LoadBalancing, Route } from './load-balancing';

/** What stands behind target groups, as far as its users need to know. */
export interface Balanced {
  readonly logicalId: string;
  readonly targetGroups: readonly string[];
  /** A listener or a rule, where a deployment moves it. */
  readonly productionRoute?: string;
}

/** A route for each of the services that are released, or of all; without services, one for each group of servers. */
export function entrancesOf(
  services: readonly Balanced[],
  balancing: LoadBalancing,
  released: readonly string[],
): readonly Route[] {
  const chosen = services.filter(({ logicalId }) => released.includes(logicalId));
  const routeTo = (groups: Iterable<string>) =>
    [...groups].map((group) => balancing.routeTo(group)).find((route) => route !== undefined);
  const ofServices = (chosen.length > 0 ? chosen : services).map(({ productionRoute, targetGroups }) =>
    productionRoute === undefined ? routeTo(targetGroups) : balancing.routes.get(productionRoute),
  );
  const ofServers = [...balancing.targetGroups.keys()]
    .filter((group) => balancing.targetsOf(group) !== undefined)
    .map((group) => balancing.routeTo(group));
  const found = ofServices.filter((route) => route !== undefined);
  return [...new Set(found.length > 0 ? found : ofServers.filter((route) => route !== undefined))];
}
