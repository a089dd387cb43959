import { describe, expect, it } from 'vitest';
import { appFrame, openNotes } from '../harness/steps.ts';
import { useVisits } from '../harness/visit.ts';
import {
  download,
  forgeFrame,
  installForge,
  onForge,
  openOnForge,
  signedOut,
  signOut,
  write,
  writeOnConnect,
} from './forge-visit.ts';

describe('one app on Connect and on Forge', () => {
  const open = useVisits();

  it('shows on Forge what the same account wrote on Connect, with a stream and a download', async () => {
    const visit = await open({ onHost: onForge });
    const { page, system, errors } = visit;
    await writeOnConnect(visit, 'Written on Connect');

    const installation = await installForge(system);
    await page.goto(installation.pageUrl('notes'));
    const frame = forgeFrame(page);
    await frame.getByText('Written on Connect').waitFor();
    await frame.getByText('AB-1 · 712020:ada').waitFor();

    const follow = frame.getByRole('button', { name: 'Follow' });
    await Promise.all([page.waitForResponse(/\/api\/notes\/events/), follow.click()]);
    await write(page, frame, 'Written on Forge');
    await frame.getByText('New: Written on Forge').waitFor();
    expect(await download(page, frame)).toMatch(/"Written on Forge"\r\n.*"Written on Connect"$/);

    await page.goto(installation.pageUrl('foo', { issue: 'AB-1' }));
    await frame.getByText('This panel is signed in. Notes on AB-1:').waitFor();
    await frame.getByText('Written on Connect').waitFor();
    expect(errors).toEqual([]);
  });

  it('is signed out on Connect where a person signs out on Forge', async () => {
    const visit = await open({ onHost: onForge });
    const { page: connectPage, system } = visit;
    await openNotes(visit);
    const forgePage = await openOnForge(visit);
    await signOut(forgePage, system.appUrl);
    const both = [forgeFrame(forgePage), appFrame(connectPage, 'Notes')];
    await expect(Promise.all(both.map(signedOut))).resolves.toBeDefined();
  });
});
