/** Makes `Date` read virtual time: the instant of the invocation, and real time running on from there. */
export class VirtualDate {
  #offset = 0;
  readonly #realNow = Date.now.bind(Date);

  constructor(instant: number) {
    this.set(instant);
    const now = () => Math.floor(this.now());
    const RealDate = Date;
    RealDate.now = now;
    const proxy: DateConstructor = new Proxy(RealDate, {
      construct: (target, values, newTarget): object =>
        Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget === proxy ? target : newTarget),
      apply: (target) => new target(now()).toString(),
    });
    RealDate.prototype.constructor = proxy;
    globalThis.Date = proxy;
  }

  set(instant: number): void {
    this.#offset = instant - this.#realNow();
  }

  now(): number {
    return this.#realNow() + this.#offset;
  }
}
