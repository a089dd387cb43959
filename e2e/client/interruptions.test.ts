import { expect, test, vi } from 'vitest';
import { A_QUARTER_OF_AN_HOUR, appFrame, noteField, openNotes } from '../harness/steps.ts';
import { useVisits } from '../harness/visit.ts';
import type { Visit } from '../harness/visit.ts';

const start = useVisits();

/** Waits until more of the page's polls have succeeded. */
async function pollsGoOn({ responses }: Visit): Promise<void> {
  const before = responses.below('/api/notes').filter((line) => line.endsWith(' 200')).length;
  await vi.waitFor(
    () => {
      const now = responses.below('/api/notes').filter((line) => line.endsWith(' 200')).length;
      expect(now).toBeGreaterThan(before + 1);
    },
    { timeout: 60_000, interval: 50 },
  );
}

test('a page that was frozen for a night goes on, with the form as it was', async () => {
  const visit = await start();
  const { page, system, errors } = visit;
  await openNotes(visit);
  await noteField(page).fill('half a sen');
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  system.clock.advance(8 * 60 * 60);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await pollsGoOn(visit);
  expect(await noteField(page).inputValue()).toBe('half a sen');
  expect(errors).toEqual([]);
});

test('a page that was offline past its session’s life goes on when the network is back', async () => {
  const visit = await start();
  const { page, system } = visit;
  await openNotes(visit);
  await noteField(page).fill('half a sen');
  await page.context().setOffline(true);
  system.clock.advance(A_QUARTER_OF_AN_HOUR);
  await page.context().setOffline(false);
  await pollsGoOn(visit);
  expect(await noteField(page).inputValue()).toBe('half a sen');
});

test('a page whose processor is slow, and whose timers are late, goes on', async () => {
  const visit = await start();
  const { page, system, errors } = visit;
  await openNotes(visit);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  system.clock.advance(A_QUARTER_OF_AN_HOUR);
  await pollsGoOn(visit);
  expect(errors).toEqual([]);
});

test('two tabs stay signed in beside each other', async () => {
  const visit = await start();
  const { page, system, errors } = visit;
  await openNotes(visit);
  const other = await page.context().newPage();
  await other.goto(system.host.pageUrl(system.installation, 'notes-page'));
  await appFrame(other, 'Notes').getByText('No notes yet.').waitFor();
  system.clock.advance(A_QUARTER_OF_AN_HOUR);
  await pollsGoOn(visit);
  await appFrame(other, 'Notes').getByRole('textbox', { name: /^Note/ }).waitFor();
  expect(errors).toEqual([]);
});

test('a page that the Back button returns to is signed in', async () => {
  const visit = await start();
  const { page, system, errors } = visit;
  await openNotes(visit);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  system.clock.advance(A_QUARTER_OF_AN_HOUR);
  await page.goBack();
  await appFrame(page, 'Notes').getByText('No notes yet.').waitFor();
  await pollsGoOn(visit);
  expect(errors).toEqual([]);
});
