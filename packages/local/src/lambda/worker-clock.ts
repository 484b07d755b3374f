// Shifts `Date` inside a worker when a test owns the clock, so that a handler's "now" and the services' agree.

/** @param shared - One 64-bit float: milliseconds to add to machine time. */
export function installClockOffset(shared: SharedArrayBuffer): void {
  const offset = new Float64Array(shared);
  const MachineDate = Date;
  const now = () => Math.floor(MachineDate.now() + (offset[0] ?? 0));
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}
