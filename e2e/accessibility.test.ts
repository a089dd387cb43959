import { formatReport, scan } from '@authbeat/scanner';
import { describe, expect, it } from 'vitest';
import { findBarriers } from './harness/barriers.ts';
import { useVisits } from './harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR } from './harness/steps.ts';

describe.each(['light', 'dark'] as const)('axe finds no barrier of WCAG 2.2, in %s, in', (colorScheme) => {
  const open = useVisits();

  it('the page that an expired URL shows in a plain tab', async () => {
    const { system, page } = await open();
    await page.emulateMedia({ colorScheme });
    const url = system.installation.moduleUrl('foo-panel', { issue: 'AB-1' });
    system.clock.advance(A_QUARTER_OF_AN_HOUR);
    expect((await page.goto(url))?.status()).toBe(401);
    await page
      .getByText(/Jira|Confluence/)
      .first()
      .waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('the pages of the example in a plain tab', async () => {
    const { system, page } = await open();
    await page.emulateMedia({ colorScheme });
    for (const [moduleKey, heading] of [
      ['foo-panel', 'Foo'],
      ['notes-page', 'Notes'],
    ] as const) {
      await page.goto(system.installation.moduleUrl(moduleKey, { issue: 'AB-1' }));
      await page.getByRole('heading', { name: heading }).waitFor();
      // Without a host there is no session, and the page says so.
      await page.getByRole('alert').first().waitFor();
      expect(await findBarriers(page)).toEqual([]);
    }
  });

  it('the page of a refusal', async () => {
    const { system, page } = await open();
    await page.emulateMedia({ colorScheme });
    const response = await page.goto(`${system.appUrl}/foo.html?jwt=nothing`);
    expect(response?.status()).toBeGreaterThanOrEqual(400);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('the report of a scan', async () => {
    const { system, page } = await open();
    await page.emulateMedia({ colorScheme });
    const report = await scan({ descriptorUrl: `${system.appUrl}/atlassian-connect.json` });
    await page.setContent(formatReport(report, 'html'));
    expect(await page.getByRole('heading').count()).toBeGreaterThan(0);
    expect(await findBarriers(page)).toEqual([]);
  });
});
