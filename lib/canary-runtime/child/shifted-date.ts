/** Lets `Date` read another time than the machine's. */
export function shiftDate(offset: number): void {
  if (offset === 0) return;
  const Real = Date;
  const now = () => Real.now() + offset;
  globalThis.Date = new Proxy(Real, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(
        target,
        parameters.length === 0 ? [now()] : parameters,
        newTarget === globalThis.Date ? target : newTarget,
      ),
    apply: () => new Real(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
  // new Date().constructor is what scripts may build further dates with.
  Real.prototype.constructor = globalThis.Date;
}
