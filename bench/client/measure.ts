import { launchBrowser } from '../../e2e/harness/browser.ts';
import { measureSizes, type Size } from '../../tools/measure-sizes.ts';
import { measureCalls, type CallCost } from './calls.ts';
import { measureRequests, type Frames } from './requests.ts';

/** What the client costs the page and the servers. */
export interface ClientCost {
  readonly sizes: readonly Size[];
  readonly calls: readonly CallCost[];
  readonly frames: readonly Frames[];
}

export async function measureClient(plan: {
  readonly rounds: number;
  /** Calls in each round. */
  readonly pageCalls: number;
  /** How long frames are watched, in seconds of their clock. */
  readonly watched: number;
}): Promise<ClientCost> {
  const sizes = await measureSizes();
  const browser = await launchBrowser();
  try {
    const calls = await measureCalls(browser, { rounds: plan.rounds, count: plan.pageCalls });
    return { sizes, calls, frames: await measureRequests(browser, plan.watched) };
  } finally {
    await browser.close();
  }
}
