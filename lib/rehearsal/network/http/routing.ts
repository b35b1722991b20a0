import type { HttpApi, RestApi, Stage } from './front-doors';
import { compareRank, matchPath, type PathMatch } from './path-match';

/** The route of a request: which entry of the table, in which stage, with which path variables. */
export interface RouteMatch<Route> {
  readonly route: Route;
  readonly stage: Stage;
  readonly parameters: Readonly<Record<string, string>>;
  /** The path behind the stage. */
  readonly path: string;
}

type HttpApiRoute<Target> = HttpApi<Target>['routes'][number];
type RestApiMethod<Target> = RestApi<Target>['methods'][number];

/**
 * The stage of a path, and the path behind it. A stage by name is the first segment; `$default` has no segment.
 * Undefined where no stage has the path.
 */
export function stageOf(
  stages: readonly Stage[],
  path: string,
): { readonly stage: Stage; readonly path: string } | undefined {
  const [, first = ''] = path.split('/');
  const named = stages.find((stage) => stage.name !== '$default' && stage.name === first);
  if (named !== undefined) return { stage: named, path: path.slice(first.length + 1) || '/' };
  const unnamed = stages.find((stage) => stage.name === '$default');
  return unnamed && { stage: unnamed, path };
}

/**
 * The route that API Gateway chooses: the most specific path, the exact method before ANY, `$default` last.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function httpApiRoute<Target>(
  api: HttpApi<Target>,
  method: string,
  path: string,
): RouteMatch<HttpApiRoute<Target>> | undefined {
  const staged = stageOf(api.stages, path);
  if (staged === undefined) return undefined;
  const routes = api.routes.filter((route) => isIn(staged.stage, route));
  const candidates = routes.map((route) => {
    const [routeMethod = '', template = ''] = route.key.split(' ');
    return { route, method: routeMethod, template };
  });
  const best = mostSpecific(candidates, method, staged.path);
  const fallback = routes.find((route) => route.key === '$default');
  if (best !== undefined) return { ...staged, route: best.candidate.route, parameters: best.match.parameters };
  return fallback && { ...staged, route: fallback, parameters: {} };
}

/** The method of a REST API that answers; `path` still has its stage. */
export function restApiMethod<Target>(
  api: RestApi<Target>,
  method: string,
  path: string,
): RouteMatch<RestApiMethod<Target>> | undefined {
  const staged = stageOf(api.stages, path);
  if (staged === undefined) return undefined;
  const candidates = api.methods
    .filter((route) => isIn(staged.stage, route))
    .map((route) => ({ route, method: route.httpMethod, template: route.resourcePath }));
  const best = mostSpecific(candidates, method, staged.path);
  return best && { ...staged, route: best.candidate.route, parameters: best.match.parameters };
}

function isIn({ name }: Stage, { stage }: { readonly stage?: string }): boolean {
  return stage === undefined || stage === name;
}

interface Candidate {
  readonly method: string;
  readonly template: string;
}

function mostSpecific<C extends Candidate>(
  candidates: readonly C[],
  method: string,
  path: string,
): { candidate: C; match: PathMatch } | undefined {
  let best: { candidate: C; match: PathMatch } | undefined;
  for (const candidate of candidates) {
    if (!candidate.template.startsWith('/')) continue;
    if (candidate.method !== 'ANY' && candidate.method !== method) continue;
    const match = matchPath(candidate.template, path);
    if (match === undefined) continue;
    const order = best === undefined ? 1 : compareRank(match.rank, best.match.rank);
    if (order > 0 || (order === 0 && candidate.method !== 'ANY')) best = { candidate, match };
  }
  return best;
}
