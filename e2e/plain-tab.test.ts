import { describe, expect, it } from 'vitest';
import { useVisits } from './harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR } from './harness/steps.ts';

describe('an expired page in a plain tab', () => {
  const open = useVisits();

  it('says what to do, and shows nothing of the app, the tenant or the token', async () => {
    const { system, page, responses } = await open();
    const url = system.installation.moduleUrl('foo-panel', { issue: 'AB-1' });
    system.clock.advance(A_QUARTER_OF_AN_HOUR);

    const response = await page.goto(url);
    await page
      .getByText(/Jira|Confluence/)
      .first()
      .waitFor();

    const source = (await response?.text()) ?? '';
    const token = new URL(url).searchParams.get('jwt') ?? '';
    expect(response?.status()).toBe(401);
    for (const secret of [...token.split('.'), system.host.site.clientKey, 'signed in', 'Foo'])
      expect(source).not.toContain(secret);
    expect(await page.getByText('This panel is signed in.').count()).toBe(0);
    expect(responses.below('/authbeat/recovery').filter((line) => line.startsWith('POST'))).toEqual([]);
  });
});
