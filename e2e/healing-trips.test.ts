import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './harness/browser.ts';
import { timeOpenings, type Opening } from './harness/time-openings.ts';

describe('a panel whose token has expired', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('takes two requests to the app and one to the host more than a fresh one', async () => {
    const { fresh, expired } = await timeOpenings(browser, 0);
    expect(added(expired, fresh, 'app')).toEqual(['GET /foo.html', 'POST /authbeat/recovery']);
    expect(added(expired, fresh, 'host')).toEqual(['POST /host/token']);
  });
});

/** The requests of the first that the second does not have. */
function added(more: Opening, fewer: Opening, to: 'app' | 'host'): readonly string[] {
  const names = namesOf(more, to);
  for (const name of namesOf(fewer, to)) names.splice(names.indexOf(name), names.includes(name) ? 1 : 0);
  return names;
}

function namesOf({ requests }: Opening, to: 'app' | 'host'): string[] {
  return requests
    .filter((request) => request.to === to)
    .map(({ name }) => name)
    .toSorted();
}
