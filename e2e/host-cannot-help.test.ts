import { describe, expect, it } from 'vitest';
import { useStage, type StageOptions } from './harness/stage.ts';
import {
  A_QUARTER_OF_AN_HOUR,
  appFrame,
  clickButton,
  content,
  noteField,
  openIssue,
  openNotes,
} from './harness/steps.ts';

const FAST: StageOptions = { authbeat: { recovery: { bridgeTimeout: 1 } } };

describe.each([
  { host: 'is signed out', behaviour: 'signed-out' },
  { host: 'never answers', behaviour: 'silent' },
] as const)('a late panel while the host $host', ({ behaviour }) => {
  const open = useStage();

  it('says so, waits for a person, and heals when asked again', async () => {
    const stage = await open(FAST);
    await openIssue(stage);
    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    stage.system.host.bridge.behaviour = behaviour;

    await clickButton(stage.page);
    const message = appFrame(stage.page)
      .getByRole('alert')
      .filter({ hasText: /try again/i });
    const retry = appFrame(stage.page).getByRole('button', { name: 'Try again' });
    await message.waitFor();
    await stage.page.waitForLoadState('networkidle');
    expect(stage.answers.documentsAndPosts()).toEqual(['GET /foo.html 401']);

    await retry.click();
    await message.waitFor();
    await stage.page.waitForLoadState('networkidle');
    expect(stage.answers.documentsAndPosts()).toEqual(['GET /foo.html 401']);

    stage.system.host.bridge.behaviour = 'fresh';
    await retry.click();
    await content(stage.page).waitFor();
  });
});

describe.each([
  { host: 'is signed out', behaviour: 'signed-out' },
  { host: 'never answers', behaviour: 'silent' },
] as const)('a long page while the host $host', ({ behaviour }) => {
  const open = useStage();

  it('keeps the form, says what is wrong, and goes on when asked again', async () => {
    const stage = await open({
      host: { contextTokenLifetime: 2 },
      authbeat: { sessionLifetime: 2, hostProofMaxAge: 2, leeway: 0 },
    });
    await openNotes(stage);
    const frame = appFrame(stage.page, 'Notes');
    await noteField(stage.page).fill('Half a sentence, to be');
    stage.system.host.bridge.behaviour = behaviour;

    const retry = frame.getByRole('button', { name: 'Try again' });
    await retry.waitFor({ timeout: 60_000 });
    expect(await noteField(stage.page).inputValue()).toBe('Half a sentence, to be');

    stage.system.host.bridge.behaviour = 'fresh';
    await retry.click();
    await retry.waitFor({ state: 'detached' });
    await frame.getByRole('button', { name: 'Write note' }).click();
    await frame.getByText('AB-1 · 712020:ada').waitFor();
    expect(stage.answers.below('/notes.html')).toEqual(['GET /notes.html 200']);
  });
});
