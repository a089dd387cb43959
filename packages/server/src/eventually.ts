/** A value that is there already, or will be. What is in memory needs no promise, and most requests need nothing else. */
export type Eventually<Value> = Value | Promise<Value>;

/** What async functions return. A library such as zone.js may have put a class of its own in place of `Promise`. */
const NativePromise = (async () => undefined)().constructor as PromiseConstructor;

/** Is a value still to come? Each promise that is awaited takes a turn of its own. */
export function isPending<Value>(value: Eventually<Value>): value is Promise<Value> {
  return value instanceof NativePromise;
}

/**
 * Goes on with a value: at once if it is there, or when it is.
 *
 * @param input passed on, so that what runs for every request needs no function of its own
 */
export function andThen<Value, Next>(
  value: Eventually<Value>,
  next: (value: Value) => Eventually<Next>,
): Eventually<Next>;
export function andThen<Value, Next, Input>(
  value: Eventually<Value>,
  next: (value: Value, input: Input) => Eventually<Next>,
  input: Input,
): Eventually<Next>;
export function andThen<Value, Next>(
  value: Eventually<Value>,
  next: (value: Value, input?: unknown) => Eventually<Next>,
  input?: unknown,
): Eventually<Next> {
  if (!isPending(value)) return next(value, input);
  // Nothing calls back here: `next` is the rest of the work.
  // oxlint-disable-next-line promise/no-callback-in-promise
  return value.then((settled) => next(settled, input));
}

/**
 * Works, and goes on with the error if the work throws or rejects.
 *
 * @param input passed on, as by `andThen`
 */
export function attempt<Value>(
  work: () => Eventually<Value>,
  onError: (error: unknown) => Eventually<Value>,
): Eventually<Value>;
export function attempt<Value, Input>(
  work: (input: Input) => Eventually<Value>,
  onError: (error: unknown, input: Input) => Eventually<Value>,
  input: Input,
): Eventually<Value>;
export function attempt<Value>(
  work: (input?: unknown) => Eventually<Value>,
  onError: (error: unknown, input?: unknown) => Eventually<Value>,
  input?: unknown,
): Eventually<Value> {
  try {
    const value = work(input);
    return isPending(value) ? value.catch((error: unknown) => onError(error, input)) : value;
  } catch (error) {
    return onError(error, input);
  }
}

/** All values: at once if all are there, or when they are. */
export function all<Value>(values: readonly Eventually<Value>[]): Eventually<readonly Value[]> {
  return areThere(values) ? values : settle(values);
}

async function settle<Value>(values: readonly Eventually<Value>[]): Promise<readonly Value[]> {
  return Promise.all(values);
}

function areThere<Value>(values: readonly Eventually<Value>[]): values is readonly Value[] {
  for (const value of values) if (isPending(value)) return false;
  return true;
}
