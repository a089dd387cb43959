/** Longer than anything takes on a slow and busy machine, in milliseconds. */
export const PATIENCE = 60_000;
const INTERVAL = 50;

/**
 * Tries until it succeeds. Documents come and go while a driver looks, so that any error may be over a moment
 * later; the last one is thrown in the end.
 */
export async function retry<Value>(what: string, attempt: () => Promise<Value>): Promise<Value> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what}: ${String(error)}`, { cause: error });
    }
    await new Promise((resolve) => {
      setTimeout(resolve, INTERVAL);
    });
  }
}
