/** Puts the clock of this document ahead by so many milliseconds. */
// oxlint-disable-next-line no-unused-vars -- the local host appends the call
function shiftClock(ahead) {
  const RealDate = Date;
  const now = () => RealDate.now() + ahead;
  window.Date = new Proxy(RealDate, {
    construct: (target, parts) => (parts.length > 0 ? new target(...parts) : new target(now())),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
