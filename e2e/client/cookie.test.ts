import { expect, test } from 'vitest';
import { COOKIE_PAGES } from '../harness/pages.ts';
import { useVisits } from '../harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, noteField, openNotes } from '../harness/steps.ts';

const start = useVisits();

test('a page whose session is in a cookie stays signed in, and no script can read the token', async () => {
  const visit = await start({ authbeat: { transport: 'cookie' }, pages: COOKIE_PAGES });
  const { page, system, responses, errors } = visit;
  const authorizations: string[] = [];
  page.on('request', (request) => {
    const { authorization } = request.headers();
    if (authorization !== undefined) authorizations.push(request.url());
  });
  await openNotes(visit);
  const cookies = await page.context().cookies(system.appUrl);
  expect(cookies.map(({ httpOnly, secure, sameSite }) => [httpOnly, secure, sameSite])).toEqual([
    [true, true, 'None'],
  ]);
  const visible = await page
    .frames()
    .at(-1)
    ?.evaluate(() => document.cookie);
  expect(visible).toBe('');

  await noteField(page).fill('half a sentence');
  system.clock.advance(A_QUARTER_OF_AN_HOUR);
  const polls = (): string[] => responses.below('/api/notes').filter((line) => line.endsWith(' 200'));
  const before = polls().length;
  await expect.poll(() => polls().length, { timeout: 60_000, interval: 100 }).toBeGreaterThan(before + 1);
  expect(responses.below('/authbeat/session').length).toBeGreaterThan(1);
  await appFrame(page, 'Notes').getByRole('button', { name: 'Write note' }).click();
  await appFrame(page, 'Notes').getByText('half a sentence').waitFor();
  expect(authorizations).toEqual([]);
  expect(errors).toEqual([]);
});
