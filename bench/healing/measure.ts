import { launchBrowser } from '../../e2e/harness/browser.ts';
import { buildPages } from '../../e2e/harness/pages.ts';
import { timeOpenings, type Openings } from '../../e2e/harness/time-openings.ts';

/** Opens fresh and expired panels in Chromium at several latencies. Of several rounds, the quickest counts. */
export async function measureHealing(
  latencies: readonly number[],
  rounds: number,
): Promise<readonly Openings[]> {
  if (latencies.length === 0) return [];
  await buildPages();
  const browser = await launchBrowser();
  const results: Openings[] = [];
  for (const latencyMs of latencies) {
    const openings = [];
    for (let round = 0; round < rounds; round += 1) openings.push(await timeOpenings(browser, latencyMs));
    results.push(...openings.toSorted((a, b) => a.expired.contentMs - b.expired.contentMs).slice(0, 1));
  }
  await browser.close();
  return results;
}
