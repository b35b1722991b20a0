import type { RequestShape } from '../scenario';
import type { Entrance } from '../services/apigateway/front-doors';

/** What users ask for where a scenario does not say: every route that can be read, or else every route. */
export function defaultRequests(entrance: Entrance | undefined): readonly RequestShape[] {
  const routes = entrance === undefined ? [] : routesOf(entrance.door);
  const readable = routes.filter(({ method, path }) => isReading(method) && !/\{[^+]*\}/.test(path));
  const chosen = readable.length > 0 ? readable : routes;
  const shapes = chosen.map(({ method, path }) => shape(isReading(method) ? 'GET' : method, path));
  const distinct = new Map(shapes.map((one) => [one.name, one]));
  return distinct.size === 0 ? [shape('GET', '/')] : [...distinct.values()];
}

function routesOf(door: Entrance['door']): readonly { readonly method: string; readonly path: string }[] {
  switch (door.kind) {
    case 'function-url':
      return [{ method: 'GET', path: '/' }];
    case 'rest-api':
      return door.methods.map(({ httpMethod, resourcePath }) => ({ method: httpMethod, path: resourcePath }));
    case 'http-api':
      return door.routes.map(({ key }) => {
        const [method = '', path = '/'] = key === '$default' ? ['GET', '/'] : key.split(' ');
        return { method, path };
      });
  }
}

const isReading = (method: string) => method === 'GET' || method === 'ANY';

function shape(method: string, template: string): RequestShape {
  const path = template.replace(/\/\{[^}]+\+\}$/, '/').replaceAll(/\{[^}]+\}/g, '1');
  return { name: `${method} ${path}`, method, path, headers: {}, weight: 1 };
}
