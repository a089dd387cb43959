/** A value that is there already, or will be. What is in memory needs no promise, and most requests need nothing else. */
export type Eventually<Value> = Value | Promise<Value>;

/** Goes on with a value: at once if it is there, or when it is. */
export function andThen<Value, Next>(
  value: Eventually<Value>,
  next: (value: Value) => Eventually<Next>,
): Eventually<Next> {
  if (!(value instanceof Promise)) return next(value);
  // Nothing calls back here: `next` is the rest of the work.
  // oxlint-disable-next-line promise/no-callback-in-promise
  return value.then(next);
}

/** Works, and goes on with the error if the work throws or rejects. */
export function attempt<Value>(
  work: () => Eventually<Value>,
  onError: (error: unknown) => Eventually<Value>,
): Eventually<Value> {
  try {
    const value = work();
    return value instanceof Promise ? value.catch(onError) : value;
  } catch (error) {
    return onError(error);
  }
}

/** All values: at once if all are there, or when they are. */
export function all<Value>(values: readonly Eventually<Value>[]): Eventually<readonly Value[]> {
  return areThere(values) ? values : Promise.all(values);
}

function areThere<Value>(values: readonly Eventually<Value>[]): values is readonly Value[] {
  return !values.some((value) => value instanceof Promise);
}
