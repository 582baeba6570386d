/** What a document has whose device's clock is wrong. */
export interface Clock {
  /** From now on the device's clock says so many milliseconds more than the right one. */
  setClock(shiftMs: number): void;
}

/** A script that makes the clock of a document's device wrong before anything of the document asks it. */
export function shiftedClock(shiftMs: number): string {
  return `(${shift})(${shiftMs});`;
}

/** Put into pages. */
function shift(firstMs: number): void {
  const Right = Date;
  let shiftMs = firstMs;
  const now = () => Right.now() + shiftMs;
  globalThis.Date = new Proxy(Right, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
    apply: () => new Right(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  Object.assign(globalThis, {
    setClock(toMs: number) {
      shiftMs = toMs;
    },
  });
}
