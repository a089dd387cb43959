import type { Frame } from 'playwright-core';

/** Runs a script in an app's frame, and returns what its promise resolves with. */
export async function run(frame: Frame, script: string): Promise<unknown> {
  return frame.evaluate(`(async () => { ${script} })()`);
}
