const proxies = new WeakMap<object, object>();

/**
 * An object that can be used as it is and awaited: `getPage` was synchronous in older runtimes and is typed as a
 * promise in newer ones, and scripts of both kinds exist.
 */
export function awaitable<T extends object>(target: T): T & Promise<T> {
  const known = proxies.get(target);
  if (known !== undefined) return known as T & Promise<T>;
  const promise = Promise.resolve(target);
  const proxy = new Proxy(target, {
    get(_, property) {
      const owner = property === 'then' || property === 'catch' || property === 'finally' ? promise : target;
      const value: unknown = Reflect.get(owner, property, owner);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
    set: (_, property, value) => Reflect.set(target, property, value, target),
  });
  proxies.set(target, proxy);
  return proxy as T & Promise<T>;
}
