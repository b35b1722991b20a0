import type { RequestShape } from '../scenario';
import type { Entrance } from '../services/apigateway/front-doors';

/**
 * What users ask for where a scenario does not say: of every function that is released each route that can be read, or else
 * each route.
 * @param isReleased whether a route's target is part of the release
 */
export function defaultRequests(
  entrance: Entrance | undefined,
  isReleased: (target: string) => boolean = () => true,
): readonly RequestShape[] {
  const routes = entrance === undefined ? [] : routesOf(entrance.door).filter(({ target }) => isReleased(target));
  const functions = new Set(routes.map(({ target }) => target));
  const shapes = [...functions]
    .flatMap((target) => chosen(routes.filter((route) => route.target === target)))
    .map(({ method, path }) => shape(isReading(method) ? 'GET' : method, path));
  const distinct = new Map(shapes.map((one) => [one.name, one]));
  return distinct.size === 0 ? [shape('GET', '/')] : [...distinct.values()];
}

function chosen(routes: readonly Route[]): readonly Route[] {
  const readable = routes.filter(({ method, path }) => isReading(method) && !/\{[^+]*\}/.test(path));
  return readable.length > 0 ? readable : routes;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly target: string;
}

function routesOf(door: Entrance['door']): readonly Route[] {
  switch (door.kind) {
    case 'function-url':
      return [{ method: 'GET', path: '/', target: door.target }];
    case 'rest-api':
      return door.methods.map(({ httpMethod: method, resourcePath: path, target }) => ({ method, path, target }));
    case 'http-api':
      return door.routes.map(({ key, target }) => {
        const [method = '', path = '/'] = key === '$default' ? ['GET', '/'] : key.split(' ');
        return { method, path, target };
      });
  }
}

const isReading = (method: string) => method === 'GET' || method === 'ANY';

/** Any value does for a path's variable; a greedy one takes one segment at least. */
function shape(method: string, template: string): RequestShape {
  const path = template.replaceAll(/\{[^}]+\}/g, '1');
  return { name: `${method} ${path}`, method, path, headers: {}, weight: 1 };
}
